package io.miou.benchmarks.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over a common horizontal axis. Immutable.
 *
 * @param title above the plot
 * @param across what the horizontal axis shows, with its unit
 * @param up what the vertical axis shows, with its unit; it begins at 0, so that noise looks as small as it is
 * @param lines by name, in the order of the legend
 */
public record LinePlot(String title, String across, String up, Map<String, Line> lines) {

    /** Copies the map. */
    public LinePlot {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("the plot '" + title + "' has no line: give it one");
        }
        lines = new LinkedHashMap<>(lines);
    }

    /**
     * Points that belong together.
     *
     * @param x where, ascending
     * @param y how high, as many
     */
    public record Line(List<Double> x, List<Double> y) {

        /** Copies the lists. */
        public Line {
            if (x.isEmpty() || x.size() != y.size()) {
                throw new IllegalArgumentException(
                        x.size() + " and " + y.size() + " coordinates: a line has as many of both, at least 1");
            }
            x = List.copyOf(x);
            y = List.copyOf(y);
        }
    }

    /** Writes the plot; what was in the file is gone. */
    public void write(Path file) throws IOException {
        Svg.prepare();
        XYChart chart = new XYChartBuilder().width(Svg.WIDTH).height(Svg.HEIGHT).title(title).xAxisTitle(across)
                .yAxisTitle(up).build();
        Svg.style(chart.getStyler()).setLegendPosition(LegendPosition.OutsideS);
        double highest = lines.values().stream().flatMap(line -> line.y().stream()).mapToDouble(y -> y).max()
                .orElseThrow();
        chart.getStyler().setYAxisMin(0.0);
        // A line of zeros has a height too.
        chart.getStyler().setYAxisMax(highest > 0 ? highest * 1.05 : 1.0);
        lines.forEach((name, line) -> chart.addSeries(name, line.x(), line.y()).setMarker(SeriesMarkers.NONE));
        Svg.write(chart, file);
    }
}
