package io.miou.benchmarks;

import io.miou.Miou;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A limit that does not pass: the usual case, in which it should cost next to nothing. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class TimeoutBenchmark {

    private static final int ROUNDS = 100_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int miou(Fibers fibers) {
        return Miou.launcher().domains(0).run(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                sum += Miou.timeout(Duration.ofHours(1), () -> 1);
            }
            return sum;
        });
    }

    /** The alternative without a scope: a timer that would interrupt, cancelled in time. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int timerThatWouldInterrupt() {
        try (ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1)) {
            timer.setRemoveOnCancelPolicy(true);
            Thread self = Thread.currentThread();
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                ScheduledFuture<?> limit = timer.schedule(self::interrupt, 1, TimeUnit.HOURS);
                sum += 1;
                limit.cancel(false);
            }
            return sum;
        }
    }
}
