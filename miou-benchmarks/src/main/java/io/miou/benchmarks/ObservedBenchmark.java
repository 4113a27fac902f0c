package io.miou.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cases that subclasses measure with and without an observer: a yield, a spawn, an echo. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = {Forks.CARRIED, "-Xms2g", "-Xmx2g"})
public abstract class ObservedBenchmark {

    @Benchmark
    @OperationsPerInvocation(2 * ObservedWork.ROUNDS)
    public void miouYield(Fibers fibers) {
        ObservedWork.yields();
    }

    @Benchmark
    @OperationsPerInvocation(ObservedWork.ROUNDS)
    public int miouSpawn(Fibers fibers) {
        return ObservedWork.spawns();
    }

    @Benchmark
    @OperationsPerInvocation(ObservedWork.MESSAGES)
    public void miouEcho(Fibers fibers) {
        ObservedWork.echoes();
    }
}
