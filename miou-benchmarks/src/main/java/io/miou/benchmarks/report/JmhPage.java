package io.miou.benchmarks.report;

import io.miou.benchmarks.plot.BarPlot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The part of the page about the results of JMH: a table and a plot for each benchmark. */
final class JmhPage {

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
            plot(benchmark.getKey(), benchmark.getValue()).write(directory.resolve(file));
            page.line("## %s", benchmark.getKey());
            page.line("");
            page.line("![%s](%s)", benchmark.getKey(), file);
            page.line("");
            page.line("| | who | time | ± | allocated | floor | virtual threads |");
            page.line("|---|---|--:|--:|--:|--:|--:|");
            for (List<Score> scores : byParameters(benchmark.getValue()).values()) {
                double floor = time(scores, Score::isFloor);
                double virtualThreads = time(scores, Score::isVirtualThreads);
                for (Score score : scores) {
                    page.line("| %s | %s | %s %s | %s | %s | %s | %s |", score.parameters(), score.contender(),
                            Page.number(score.time()), score.unit(), Page.number(score.error()),
                            Page.number(score.bytes(), " B"), Page.number(score.time() / floor, " x"),
                            Page.number(score.time() / virtualThreads, " x"));
                }
            }
            page.line("");
        }
        return page.toString();
    }

    private static Map<String, List<Score>> byParameters(List<Score> scores) {
        return scores.stream()
                .collect(Collectors.groupingBy(Score::parameters, LinkedHashMap::new, Collectors.toList()));
    }

    private static double time(List<Score> scores, Predicate<Score> who) {
        return scores.stream().filter(who).mapToDouble(Score::time).findFirst().orElse(Double.NaN);
    }

    private static BarPlot plot(String benchmark, List<Score> scores) {
        var cases = byParameters(scores);
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        for (Score any : scores) {
            bars.computeIfAbsent(any.contender(), contender -> cases.values().stream()
                    .map(of -> time(of, score -> score.contender().equals(contender))).toList());
        }
        List<String> groups = cases.keySet().stream().map(name -> name.isEmpty() ? benchmark : name).toList();
        return new BarPlot(benchmark, scores.getFirst().unit(), groups, bars);
    }
}
