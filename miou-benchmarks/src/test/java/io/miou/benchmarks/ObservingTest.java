package io.miou.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.benchmarks.ObservedProcess.Observation;
import io.miou.benchmarks.ObservedProcess.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The comparison of observed and other processes runs; what it measures means nothing here. */
@Tag("harness")
@Timeout(120)
class ObservingTest {

    @ParameterizedTest
    @EnumSource(Observation.class)
    void process_measuresAllWorkWhenAsked(Observation observation) throws Exception {
        try (ObservedProcess process = ObservedProcess.start(observation)) {
            for (Work work : Work.values()) {
                assertThat(process.measure(work)).isPositive();
            }
        }
    }

    @Test
    void command_comparesPairs() {
        assertThat(Benchmarks.commandLine().execute("observing", "--pairs=1", "--turns=1")).isZero();
    }
}
