package io.miou.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.plot.LinePlot.Line;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinePlotTest {

    @Test
    void plot_isAnSvg(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("plot.svg");

        new LinePlot("Heap", "minutes", "MiB", Map.of("a & b", new Line(List.of(0.0, 1.0), List.of(3.0, 4.0))))
                .write(file);

        ParsedSvg svg = ParsedSvg.of(file);
        assertThat(svg.texts()).contains("Heap", "MiB", "minutes", "a & b", "4", "0.2");
        // One in the plot, one in the legend.
        assertThat(svg.count("polyline")).isEqualTo(2);
    }

    @Test
    void lineOfOnePointAtZero_isAPlotToo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("plot.svg");

        new LinePlot("", "", "", Map.of("zero", new Line(List.of(1.0), List.of(0.0)))).write(file);

        assertThat(file).isNotEmptyFile();
    }

    @Test
    void whatCannotBeDrawn_isRefused() {
        assertThatThrownBy(() -> new Line(List.of(1.0), List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 0 coordinates");
        assertThatThrownBy(() -> new LinePlot("Heap", "", "", Map.of())).hasMessageContaining("Heap");
    }
}
