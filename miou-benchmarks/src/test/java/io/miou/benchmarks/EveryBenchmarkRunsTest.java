package io.miou.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark once, in this process: that it runs, not how long it takes. */
@Tag("harness")
class EveryBenchmarkRunsTest {

    @AfterEach
    void forgetTheEngine() {
        System.clearProperty("miou.fibers");
        System.clearProperty("miou.backend");
    }

    @Test
    @Timeout(300)
    void everyBenchmark_runsOnEveryEngine() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder().include("^io\\.miou\\.benchmarks\\.[A-Z]")
                .exclude("OnOneCarrier$") // without a fork the same as their namesakes
                .forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(1))
                .param("count", "100").param("capacity", "4").param("microseconds", "20").param("recording", "profile")
                .param("events", "on").param("atOnce", "10000").shouldFailOnError(true).verbosity(VerboseMode.SILENT)
                .build()).run();
        assertThat(results).extracting(result -> result.getParams().getBenchmark()).contains(
                YieldBenchmark.class.getName() + ".miou", ChannelBenchmark.class.getName() + ".joxPingPong",
                CallBenchmark.class.getName() + ".miou", IdleFibersBenchmark.class.getName() + ".bareCarriedThreads",
                SpawnBenchmark.class.getName() + ".structuredTaskScope", SpawnBenchmark.class.getName() + ".kotlin");
    }
}
