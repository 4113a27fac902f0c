package io.miou.benchmarks.plot;

import io.miou.benchmarks.plot.Svg.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Horizontal bars in groups, each with its name on the left, its figure on the right, and a whisker over the interval
 * in which it is. A bar that would dwarf the others is cut. Immutable.
 *
 * @param title above the plot
 * @param notes below the title
 * @param mark a line through all groups; empty for none
 * @param unit of the horizontal axis, which begins at 0
 * @param legend what tones mean; empty where names suffice
 * @param groups from top to bottom
 */
public record BarPlot(String title, List<String> notes, Optional<Mark> mark, String unit, Map<Tone, String> legend,
        List<Group> groups) {

    private static final double NAMES = 190;
    private static final double FIGURES = 132;
    private static final double ROW = 19;
    private static final double BAR = 12;
    private static final double CAP = 3.5;

    /** A bar is cut if it is longer than the mark times the one, and than the median bar times the other. */
    private static final double CUT_BESIDE_MARK = 4;
    private static final double CUT_BESIDE_MEDIAN = 8;

    /**
     * A line that the bars are compared with.
     *
     * @param name what is there
     */
    public record Mark(double at, String name) {
    }

    /**
     * Bars of one case.
     *
     * @param name above them; empty for none
     */
    public record Group(String name, List<Bar> bars) {

        /** Copies the bars. */
        public Group {
            bars = List.copyOf(bars);
        }
    }

    /**
     * A bar from 0 to its value.
     *
     * @param low where its interval begins
     * @param high where its interval ends
     * @param figure the value as text, with its unit
     */
    public record Bar(String name, Tone tone, double value, double low, double high, String figure) {
    }

    /** The colour of a bar. */
    public enum Tone {
        /** Stands out. */
        OURS,
        /** Belongs to that which stands out. */
        OURS_TOO,
        /** Grey. */
        OTHER,
        /** Warns. */
        WORSE;

        private String look() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Copies the collections. */
    public BarPlot {
        if (groups.stream().allMatch(group -> group.bars().isEmpty())) {
            throw new IllegalArgumentException("the plot '" + title + "' has no bar: give it one");
        }
        notes = List.copyOf(notes);
        groups = List.copyOf(groups);
        legend = new TreeMap<>(legend);
    }

    /** Writes the plot; what was in the file is gone. */
    public void write(Path file) throws IOException {
        Svg svg = new Svg(title, groups.stream().map(BarPlot::told).collect(Collectors.joining(" ")));
        Axis across = new Axis(NAMES, Svg.WIDTH - FIGURES, limit() * 1.02);
        List<String> head = new ArrayList<>(notes);
        if (bars().anyMatch(bar -> bar.value() > across.most())) {
            head.add("A bar with a gap is longer than it is drawn.");
        }
        double top = legend(svg, svg.head(head)) + (mark.isPresent() ? 30 : 12);
        double bottom = top + groups.stream().mapToDouble(BarPlot::height).sum();
        axis(svg, across, top, bottom);
        double y = top;
        for (Group group : groups) {
            bars(svg, across, group, y);
            y += height(group);
        }
        mark.ifPresent(at -> {
            svg.line("mark", across.place(at.at()), top - 4, across.place(at.at()), bottom);
            svg.text("note", across.place(at.at()), top - 10, Side.BOTH, at.name());
        });
        names(svg, top);
        svg.write(file, bottom + 40);
    }

    /** Writes the names of the groups, above the lines that cross them. */
    private void names(Svg svg, double top) {
        double y = top;
        for (Group group : groups) {
            if (!group.name().isEmpty()) {
                svg.text("group", Svg.MARGIN, y + 21, Side.RIGHT, group.name());
            }
            y += height(group);
        }
    }

    private static String told(Group group) {
        return group.bars().stream().map(bar -> bar.name() + " " + bar.figure())
                .collect(Collectors.joining(", ", group.name().isEmpty() ? "" : group.name() + ": ", "."));
    }

    private double legend(Svg svg, double y) {
        if (legend.isEmpty()) {
            return y;
        }
        double x = Svg.MARGIN;
        for (var entry : legend.entrySet()) {
            svg.rectangle(entry.getKey().look(), x, y + 10, BAR, BAR);
            svg.text("note", x + BAR + 6, y + 20, Side.RIGHT, entry.getValue());
            x += BAR + 26 + 7.2 * entry.getValue().length();
        }
        return y + 22;
    }

    private static double height(Group group) {
        return (group.name().isEmpty() ? 8 : 30) + ROW * group.bars().size();
    }

    /** {@return the longest length that is drawn} */
    private double limit() {
        double[] values = bars().mapToDouble(Bar::value).sorted().toArray();
        double most = bars().mapToDouble(bar -> Math.max(bar.value(), bar.high())).max().orElseThrow();
        double usual = Math.max(mark.map(Mark::at).orElse(0.0) * CUT_BESIDE_MARK,
                values[values.length / 2] * CUT_BESIDE_MEDIAN);
        double longest = Math.max(Math.min(most, usual), mark.map(Mark::at).orElse(0.0));
        // A plot of zeros has a length too.
        return longest > 0 ? longest : 1;
    }

    private Stream<Bar> bars() {
        return groups.stream().flatMap(group -> group.bars().stream());
    }

    private void axis(Svg svg, Axis across, double top, double bottom) {
        for (double tick : across.ticks()) {
            double x = across.place(tick);
            svg.line(tick == 0 ? "axis" : "grid", x, top, x, bottom);
            svg.text("tick", x, bottom + 16, Side.BOTH, Axis.name(tick));
        }
        svg.text("tick", Svg.WIDTH - Svg.MARGIN, bottom + 16, Side.LEFT, unit);
    }

    private static void bars(Svg svg, Axis across, Group group, double top) {
        double y = top + height(group) - ROW * group.bars().size();
        for (Bar bar : group.bars()) {
            bar(svg, across, bar, y);
            y += ROW;
        }
    }

    private static void bar(Svg svg, Axis across, Bar bar, double y) {
        double middle = y + BAR / 2;
        double end = across.place(Math.min(bar.value(), across.most()));
        svg.text("name", NAMES - 8, middle + 4.5, Side.LEFT, bar.name());
        svg.rectangle(bar.tone().look(), across.from(), y, end - across.from(), BAR);
        if (bar.value() > across.most()) {
            svg.line("gap", end - 16, y + BAR + 2, end - 10, y - 2);
        }
        if (bar.high() > bar.low() && bar.low() < across.most()) {
            double from = across.place(bar.low());
            double to = across.place(Math.min(bar.high(), across.most()));
            svg.line("whisker", from, middle, to, middle);
            svg.line("whisker", from, middle - CAP, from, middle + CAP);
            if (bar.high() <= across.most()) {
                svg.line("whisker", to, middle - CAP, to, middle + CAP);
            }
        }
        svg.text("figure", across.to() + 14, middle + 4.5, Side.RIGHT, bar.figure());
    }
}
