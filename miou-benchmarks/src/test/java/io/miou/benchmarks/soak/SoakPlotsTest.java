package io.miou.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.plot.ParsedSvg;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SoakPlotsTest {

    private static final String READINGS = """
            variant,minutes,heap,descriptors,tasks,p50,p99
            nio/carried,0.50,4.250,55.000,19.000,0.149,1.070
            nio/carried,1.00,4.500,56.000,20.000,0.150,2.000
            epoll/carried,0.50,5.000,57.000,21.000,0.160,3.000
            """;

    @TempDir
    Path directory;

    @Test
    void readings_areDrawnAgain_andKeptAsTheyWere() throws Exception {
        Files.writeString(directory.resolve(SoakPlots.READINGS), READINGS);

        assertThat(new CommandLine(new SoakCommand()).execute("--redraw", "--directory=" + directory)).isZero();

        assertThat(ParsedSvg.of(directory.resolve("latency.svg")).texts()).contains("Latency of clients that behave",
                "nio/carried, p50", "epoll/carried, p99");
        assertThat(ParsedSvg.of(directory.resolve("heap.svg")).texts()).contains("MiB", "nio/carried");
        SoakPlots.read(directory).keep(directory);
        assertThat(directory.resolve(SoakPlots.READINGS)).content().isEqualToNormalizingNewlines(READINGS);
    }

    @Test
    void directoryWithoutReadings_isRefused() throws Exception {
        assertThatThrownBy(() -> SoakPlots.read(directory)).hasMessageContaining("readings.csv");
        Files.writeString(directory.resolve(SoakPlots.READINGS), "heap\n");
        assertThatThrownBy(() -> SoakPlots.read(directory)).hasMessageContaining("first line");
    }
}
