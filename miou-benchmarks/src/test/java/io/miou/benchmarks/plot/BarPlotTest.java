package io.miou.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.miou.benchmarks.plot.BarPlot.Bar;
import io.miou.benchmarks.plot.BarPlot.Group;
import io.miou.benchmarks.plot.BarPlot.Mark;
import io.miou.benchmarks.plot.BarPlot.Tone;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarPlotTest {

    @TempDir
    Path directory;

    private ParsedSvg draw(Optional<Mark> mark, Bar... bars) throws Exception {
        Path file = directory.resolve("plot.svg");
        new BarPlot("Title", List.of("a note"), mark, "times", Map.of(Tone.WORSE, "fewer"),
                List.of(new Group("first & last", List.of(bars)))).write(file);
        return ParsedSvg.of(file);
    }

    private static Bar bar(double value, double low, double high) {
        return new Bar("name " + value, Tone.OURS, value, low, high, value + " x");
    }

    @Test
    void bars_areAsLongAsTheirValues() throws Exception {
        List<Double> widths = draw(Optional.empty(), bar(1, 1, 1), bar(2, 2, 2)).numbers("rect", "ours", "width");

        assertThat(widths.get(1)).isEqualTo(2 * widths.get(0), within(0.2));
    }

    @Test
    void mark_isWhereABarOfItsValueEnds_fromAboveTheFirstBarToTheAxis() throws Exception {
        ParsedSvg svg = draw(Optional.of(new Mark(1, "1 = others")), bar(1, 1, 1), bar(2, 2, 2));

        double end = svg.numbers("rect", "ours", "x").getFirst() + svg.numbers("rect", "ours", "width").getFirst();
        assertThat(svg.numbers("line", "mark", "x1")).singleElement().isEqualTo(end);
        assertThat(svg.numbers("line", "mark", "y1").getFirst())
                .isLessThan(svg.numbers("rect", "ours", "y").getFirst());
        assertThat(svg.texts()).contains("1 = others");
    }

    @Test
    void interval_hasAWhiskerWithTwoCaps_andNoneIfItIsAPoint() throws Exception {
        ParsedSvg svg = draw(Optional.empty(), bar(2, 1, 3), bar(3, 3, 3));

        List<Double> from = svg.numbers("line", "whisker", "x1");
        List<Double> to = svg.numbers("line", "whisker", "x2");
        double start = svg.numbers("rect", "ours", "x").getFirst();
        assertThat(from).hasSize(3);
        assertThat(to.getFirst() - start).isEqualTo(3 * (from.getFirst() - start), within(0.4));
    }

    @Test
    void barThatWouldDwarfTheOthers_isCut_withAGapAndItsFigure() throws Exception {
        ParsedSvg svg = draw(Optional.of(new Mark(1, "")), bar(1, 1, 1), bar(1, 1, 1), bar(90, 50, 95));

        List<Double> widths = svg.numbers("rect", "ours", "width");
        assertThat(widths.get(2)).isLessThan(10 * widths.get(0));
        assertThat(svg.numbers("line", "gap", "x1")).hasSize(1);
        assertThat(svg.texts()).contains("90.0 x", "A bar with a gap is longer than it is drawn.");
    }

    @Test
    void longestBarAndItsWhisker_endBeforeTheFigures() throws Exception {
        ParsedSvg svg = draw(Optional.of(new Mark(1, "")), bar(3, 1, 3.9), bar(1, 0, 400));

        double figures = svg.numbers("text", "figure", "x").getFirst();
        assertThat(svg.numbers("line", "whisker", "x2")).allMatch(x -> x < figures);
    }

    @Test
    void names_areText_alsoInTheDescriptionOfThePicture() throws Exception {
        ParsedSvg svg = draw(Optional.empty(), bar(0, 0, 0));

        assertThat(svg.texts()).contains("Title", "a note", "fewer", "first & last", "name 0.0", "0.0 x");
        assertThat(svg.document().getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("first & last: name 0.0 0.0 x.");
    }

    @Test
    void plotWithoutABar_isRefused() {
        assertThatThrownBy(() -> draw(Optional.empty())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Title");
    }

    @Test
    void ticks_areRoundNumbers_upToSixSteps() {
        assertThat(new Axis(0, 100, 1.53).ticks().stream().map(Axis::name)).containsExactly("0", "0.5", "1", "1.5");
        assertThat(new Axis(0, 100, 2_990).ticks().stream().map(Axis::name)).containsExactly("0", "500", "1,000",
                "1,500", "2,000", "2,500");
        assertThat(new Axis(100, 0, 6).ticks().stream().map(Axis::name)).containsExactly("0", "1", "2", "3", "4", "5",
                "6");
    }
}
