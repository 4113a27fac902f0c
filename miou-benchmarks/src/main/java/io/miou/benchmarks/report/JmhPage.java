package io.miou.benchmarks.report;

import io.miou.benchmarks.plot.BarPlot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The part of the page about the results of JMH: a table and a plot for each benchmark. */
final class JmhPage {

    private static final double MICROSECONDS_FROM = 10_000;

    /** Times the median of all. */
    private static final double TOO_TALL = 8;

    private final List<Score> scores;

    JmhPage(List<Score> scores) {
        this.scores = scores;
    }

    /** {@return the text; the plots are written to the directory} */
    String write(Path directory) throws IOException {
        Page page = new Page();
        Map<String, List<Score>> benchmarks = scores.stream()
                .collect(Collectors.groupingBy(Score::benchmark, LinkedHashMap::new, Collectors.toList()));
        for (var benchmark : benchmarks.entrySet()) {
            String file = benchmark.getKey().toLowerCase(Locale.ROOT) + ".svg";
            var bars = bars(benchmark.getValue());
            List<String> left = tooTall(bars);
            bars.keySet().removeAll(left);
            plot(benchmark.getKey(), byParameters(benchmark.getValue()).keySet(), bars)
                    .write(directory.resolve(file));
            page.line("## %s", benchmark.getKey());
            page.line("");
            page.line("![%s](%s)", benchmark.getKey(), file);
            page.line("");
            if (!left.isEmpty()) {
                page.line("Too much to be drawn beside the others: %s.", String.join("; ", left));
                page.line("");
            }
            table(page, benchmark.getValue());
            page.line("");
        }
        return page.toString();
    }

    private static void table(Page page, List<Score> scores) {
        List<String> figures = scores.stream().flatMap(score -> score.figures().keySet().stream()).distinct().sorted()
                .toList();
        page.line("| | who | time | from | to | allocated | floor | virtual threads |%s",
                figures.stream().map(figure -> " " + figure + " |").collect(Collectors.joining()));
        page.line("|---|---|--:|--:|--:|--:|--:|--:|%s", "--:|".repeat(figures.size()));
        for (List<Score> of : byParameters(scores).values()) {
            double floor = time(of, score -> score.isOf(Peer.FLOOR));
            double virtualThreads = time(of, score -> score.isOf(Peer.VIRTUAL_THREADS));
            for (Score score : of) {
                Score.Spread time = score.nanos();
                page.line("| %s | %s | %s | %s | %s | %s | %s | %s |%s", score.parameters(), score.contender(),
                        Page.time(time.median()), Page.time(time.least()), Page.time(time.most()),
                        Page.number(score.bytes(), " B"), Page.number(time.median() / floor, " x"),
                        Page.number(time.median() / virtualThreads, " x"), figures.stream()
                                .map(figure -> show(figure, score.figures().get(figure)))
                                .collect(Collectors.joining()));
            }
        }
    }

    /** A figure is a percentile of times in nanoseconds, or it counts bytes. */
    private static String show(String figure, Double value) {
        double number = Objects.requireNonNullElse(value, Double.NaN);
        return " " + (figure.startsWith("p") ? Page.time(number) : Page.number(number, " B")) + " |";
    }

    private static Map<String, List<Score>> byParameters(List<Score> scores) {
        return scores.stream()
                .collect(Collectors.groupingBy(Score::parameters, LinkedHashMap::new, Collectors.toList()));
    }

    private static double time(List<Score> scores, Predicate<Score> who) {
        return scores.stream().filter(who).mapToDouble(score -> score.nanos().median()).findFirst()
                .orElse(Double.NaN);
    }

    private static Map<String, List<Double>> bars(List<Score> scores) {
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        var cases = byParameters(scores);
        for (Score any : scores) {
            bars.computeIfAbsent(any.contender(), contender -> cases.values().stream()
                    .map(of -> time(of, score -> score.contender().equals(contender))).toList());
        }
        return bars;
    }

    /** The names of bars that are too tall to show the others beside them. They are in the table only. */
    private static List<String> tooTall(Map<String, List<Double>> bars) {
        double[] sorted = bars.values().stream().mapToDouble(JmhPage::tallest).sorted().toArray();
        double limit = sorted[sorted.length / 2] * TOO_TALL;
        return bars.keySet().stream().filter(name -> tallest(bars.get(name)) > limit).toList();
    }

    private static double tallest(List<Double> bars) {
        return bars.stream().filter(bar -> !bar.isNaN()).mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static BarPlot plot(String benchmark, Collection<String> cases, Map<String, List<Double>> bars) {
        boolean inMicroseconds = bars.values().stream().anyMatch(of -> tallest(of) >= MICROSECONDS_FROM);
        double unit = inMicroseconds ? 1000 : 1;
        Map<String, List<Double>> scaled = new LinkedHashMap<>();
        bars.forEach((name, of) -> scaled.put(name, of.stream().map(bar -> bar / unit).toList()));
        List<String> groups = cases.stream().map(name -> name.isEmpty() ? benchmark : name).toList();
        return new BarPlot(benchmark, inMicroseconds ? "µs" : "ns", groups, scaled);
    }
}
