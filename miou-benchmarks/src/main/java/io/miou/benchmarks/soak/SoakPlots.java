package io.miou.benchmarks.soak;

import io.miou.benchmarks.plot.LinePlot;
import io.miou.benchmarks.plot.LinePlot.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The plots of a soak, and the readings that they show. The readings are a file beside the plots, so that these can be
 * drawn again.
 */
final class SoakPlots {

    /** The file with the readings: a line for each, in order of time within each variant. */
    static final String READINGS = "readings.csv";

    private static final List<Series> COLUMNS = List.of(Series.HEAP, Series.DESCRIPTORS, Series.TASKS, Series.P50,
            Series.P99);
    private static final String HEADER = "variant,minutes," + COLUMNS.stream().map(Series::name)
            .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.joining(","));
    private static final double SECONDS_OF_A_MINUTE = 60;

    private final Map<String, List<Row>> variants;

    private SoakPlots(Map<String, List<Row>> variants) {
        this.variants = variants;
    }

    /** A reading. */
    private record Row(double minutes, List<Double> values) {
    }

    /**
     * A plot.
     *
     * @param alt what it shows, for the page
     */
    record Plot(String file, String alt) {
    }

    static SoakPlots of(List<SoakResult> results) {
        Map<String, List<Row>> variants = new LinkedHashMap<>();
        for (SoakResult result : results) {
            variants.put(result.variant().toString(), result.readings().stream()
                    .map(reading -> new Row(reading.seconds() / SECONDS_OF_A_MINUTE,
                            COLUMNS.stream().map(series -> series.of(reading)).toList()))
                    .toList());
        }
        return new SoakPlots(variants);
    }

    /** {@return the plots of the readings that an earlier soak has written to the directory} */
    static SoakPlots read(Path directory) throws IOException {
        Path file = directory.resolve(READINGS);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(READINGS + " is not in " + directory + ": run a soak first");
        }
        List<String> lines = Files.readAllLines(file);
        if (!lines.getFirst().equals(HEADER)) {
            throw new IllegalArgumentException("the first line of " + file + " is not '" + HEADER + "'");
        }
        Map<String, List<Row>> variants = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            variants.computeIfAbsent(cells[0], _ -> new ArrayList<>()).add(new Row(Double.parseDouble(cells[1]),
                    Stream.of(cells).skip(2).map(Double::valueOf).toList()));
        }
        return new SoakPlots(variants);
    }

    /** Writes the readings. */
    void keep(Path directory) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        variants.forEach((variant, rows) -> rows.forEach(row -> text.append(variant)
                .append(String.format(Locale.ROOT, ",%.2f,%s%n", row.minutes(), row.values().stream()
                        .map(value -> String.format(Locale.ROOT, "%.3f", value)).collect(Collectors.joining(","))))));
        Files.writeString(directory.resolve(READINGS), text);
    }

    /** {@return the plots, which are written to the directory} */
    List<Plot> draw(Path directory) throws IOException {
        return List.of(
                draw(directory, "heap", "Heap in use after a collection", "MiB", Map.of(Series.HEAP, "")),
                draw(directory, "descriptors", "Open descriptors", "number", Map.of(Series.DESCRIPTORS, "")),
                draw(directory, "tasks", "Tasks in the tree", "number", Map.of(Series.TASKS, "")),
                draw(directory, "latency", "Latency of clients that behave", "ms",
                        Map.of(Series.P50, ", p50", Series.P99, ", p99")));
    }

    private Plot draw(Path directory, String file, String title, String unit, Map<Series, String> figures)
            throws IOException {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (var variant : variants.entrySet()) {
            List<Row> rows = variant.getValue();
            for (Series series : COLUMNS) {
                if (figures.containsKey(series)) {
                    int column = COLUMNS.indexOf(series);
                    lines.put(variant.getKey() + figures.get(series), new Line(rows.stream().map(Row::minutes).toList(),
                            rows.stream().map(row -> row.values().get(column)).toList()));
                }
            }
        }
        new LinePlot(title, "minutes", unit, lines).write(directory.resolve(file + ".svg"));
        return new Plot(file + ".svg", title);
    }
}
