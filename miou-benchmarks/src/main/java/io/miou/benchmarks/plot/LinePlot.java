package io.miou.benchmarks.plot;

import io.miou.benchmarks.plot.Svg.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Lines over a common horizontal axis. Immutable.
 *
 * @param title above the plot
 * @param across what the horizontal axis shows, with its unit
 * @param up what the vertical axis shows, with its unit; it begins at 0, so that noise looks as small as it is
 * @param lines by name, in the order of the legend
 */
public record LinePlot(String title, String across, String up, Map<String, Line> lines) {

    private static final double LEFT = 56;
    private static final double HEIGHT = 220;
    private static final double COLUMN = (Svg.WIDTH - LEFT) / 3;
    private static final int COLUMNS = 3;
    private static final int COLOURS = 6;

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
        Svg svg = new Svg(title, "Lines over " + across + ": " + String.join(", ", lines.keySet()) + ".");
        double top = svg.head(List.of(up)) + 14;
        double bottom = top + HEIGHT;
        Axis horizontal = new Axis(LEFT, Svg.WIDTH - Svg.MARGIN * 2, most(line -> largest(line.x())));
        Axis vertical = new Axis(bottom, top, most(line -> largest(line.y())) * 1.05);
        for (double tick : vertical.ticks()) {
            double y = vertical.place(tick);
            svg.line(tick == 0 ? "axis" : "grid", LEFT, y, horizontal.to(), y);
            svg.text("tick", LEFT - 8, y + 4, Side.LEFT, Axis.name(tick));
        }
        for (double tick : horizontal.ticks()) {
            svg.text("tick", horizontal.place(tick), bottom + 18, Side.BOTH, Axis.name(tick));
        }
        svg.text("tick", horizontal.to(), bottom + 36, Side.LEFT, across);
        int number = 0;
        for (var entry : lines.entrySet()) {
            String look = "curve" + number % COLOURS;
            Line line = entry.getValue();
            List<Double> points = new ArrayList<>();
            for (int i = 0; i < line.x().size(); i++) {
                points.add(horizontal.place(line.x().get(i)));
                points.add(vertical.place(line.y().get(i)));
            }
            svg.curve(look, points);
            double x = LEFT + number % COLUMNS * COLUMN;
            double y = bottom + 58 + number / COLUMNS * 20;
            svg.curve(look, List.of(x, y - 4, x + 22, y - 4));
            svg.text("name", x + 28, y, Side.RIGHT, entry.getKey());
            number++;
        }
        svg.write(file, bottom + 56 + (lines.size() + COLUMNS - 1) / COLUMNS * 20);
    }

    private static double largest(List<Double> values) {
        return values.stream().mapToDouble(value -> value).max().orElseThrow();
    }

    /** {@return the largest of all lines; 1 if that is 0, since a plot of zeros has a length too} */
    private double most(ToDoubleFunction<Line> of) {
        double most = lines.values().stream().mapToDouble(of).max().orElseThrow();
        return most > 0 ? most : 1;
    }
}
