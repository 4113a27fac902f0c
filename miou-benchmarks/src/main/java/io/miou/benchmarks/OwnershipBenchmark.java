package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Resource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of owned resources: a check, a gift to a child, a transfer from a child, and the same without ownership.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class OwnershipBenchmark {

    private static final int ROUNDS = 100_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void check(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            try (Owned<Integer> resource = owned()) {
                for (int i = 0; i < ROUNDS; i++) {
                    resource.check();
                }
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void ownAndClose(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                owned().close();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void giveToChildThatCloses(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Owned<Integer> resource = owned();
                Miou.task().give(resource).async(resource::close).await();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void transferFromChild(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Miou.async(() -> owned().transfer()).await().close();
            }
        });
    }

    /** The child alone. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void childWithoutResource(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Miou.async(() -> {
                }).await();
            }
        });
    }

    private static Owned<Integer> owned() {
        return Resource.own(1, _ -> {
        });
    }
}
