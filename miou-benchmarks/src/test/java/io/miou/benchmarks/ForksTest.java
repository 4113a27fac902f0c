package io.miou.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Checks that the forks get what their names say. The smoke test does not check it, because it forks nothing. */
class ForksTest {

    private static Iterable<BenchmarkListEntry> benchmarks() {
        return BenchmarkList.defaultList().getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
    }

    @Test
    void benchmarkOnOneCarrier_isForkedWithOneCarrier_andNoOtherIs() {
        assertThat(benchmarks()).isNotEmpty().allSatisfy(benchmark -> {
            boolean hasOneCarrier = benchmark.getJvmArgsAppend().orElse(List.of())
                    .containsAll(List.of(Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER));
            assertThat(hasOneCarrier).as(benchmark.getUsername())
                    .isEqualTo(benchmark.getUsername().endsWith("OnOneCarrier"));
        });
    }

    @Test
    void benchmarkOfMiou_runsOnAnEngineAndABackendThatCanBeChosen() {
        assertThat(benchmarks()).filteredOn(benchmark -> benchmark.getUsername().matches(".*\\.miou\\w*"))
                .hasSizeGreaterThan(10).allSatisfy(benchmark -> {
                    assertThat(benchmark.getParams().orElse(Map.of())).as(benchmark.getUsername())
                            .containsKeys("fibers", "backend");
                });
    }
}
