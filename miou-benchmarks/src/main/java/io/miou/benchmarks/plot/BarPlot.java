package io.miou.benchmarks.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Groups of bars. Immutable.
 *
 * @param title above the plot
 * @param up what the vertical axis shows, with its unit; it begins at 0
 * @param groups along the horizontal axis
 * @param bars by name, a height for each group; NaN for none
 */
public record BarPlot(String title, String up, List<String> groups, Map<String, List<Double>> bars) {

    /** Copies the collections. */
    public BarPlot {
        if (groups.isEmpty() || bars.isEmpty()) {
            throw new IllegalArgumentException("the plot '" + title + "' has no bar: give it one");
        }
        for (var bar : bars.entrySet()) {
            if (bar.getValue().size() != groups.size()) {
                throw new IllegalArgumentException(
                        "'" + bar.getKey() + "' has " + bar.getValue().size() + " bars for " + groups.size()
                                + " groups");
            }
        }
        groups = List.copyOf(groups);
        bars = new LinkedHashMap<>(bars);
    }

    /** Writes the plot; what was in the file is gone. */
    public void write(Path file) throws IOException {
        Svg.prepare();
        CategoryChart chart = new CategoryChartBuilder().width(Svg.WIDTH).height(Svg.HEIGHT).title(title)
                .yAxisTitle(up).build();
        Svg.style(chart.getStyler()).setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setYAxisMin(0.0);
        // A bar without height cannot be seen, which is what is meant.
        bars.forEach((name, heights) -> chart.addSeries(name, groups,
                heights.stream().map(height -> height.isNaN() ? 0.0 : height).toList()));
        Svg.write(chart, file);
    }
}
