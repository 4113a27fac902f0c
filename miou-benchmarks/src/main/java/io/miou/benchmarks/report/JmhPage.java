package io.miou.benchmarks.report;

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
            Subject subject = Subject.of(benchmark.getKey());
            String file = benchmark.getKey().toLowerCase(Locale.ROOT) + ".svg";
            new CostPlot(subject, benchmark.getValue()).plot().write(directory.resolve(file));
            page.line("## %s", benchmark.getKey());
            page.line("");
            page.line("![%s](%s)", subject.title(), file);
            page.line("");
            table(page, subject, benchmark.getValue());
            page.line("");
        }
        return page.toString();
    }

    private static void table(Page page, Subject subject, List<Score> scores) {
        List<String> figures = scores.stream().flatMap(score -> score.figures().keySet().stream()).distinct().sorted()
                .toList();
        page.line("| | who | time | from | to | allocated | floor | virtual threads |%s",
                figures.stream().map(figure -> " " + figure + " |").collect(Collectors.joining()));
        page.line("|---|---|--:|--:|--:|--:|--:|--:|%s", "--:|".repeat(figures.size()));
        Map<String, List<Score>> cases = scores.stream()
                .collect(Collectors.groupingBy(subject::caseOf, LinkedHashMap::new, Collectors.toList()));
        cases.forEach((name, of) -> {
            double floor = time(of, score -> score.isOf(Peer.FLOOR));
            double virtualThreads = time(of, score -> score.isOf(Peer.VIRTUAL_THREADS));
            for (Score score : of) {
                Score.Spread time = score.nanos();
                page.line("| %s | %s | %s | %s | %s | %s | %s | %s |%s", name, subject.contender(score),
                        Page.time(time.median()), Page.time(time.least()), Page.time(time.most()),
                        Page.number(score.bytes(), " B"), Page.number(time.median() / floor, " x"),
                        Page.number(time.median() / virtualThreads, " x"), figures.stream()
                                .map(figure -> show(figure, score.figure(figure).median()))
                                .collect(Collectors.joining()));
            }
        });
    }

    /** A figure is a percentile of times in nanoseconds, or it counts bytes. */
    private static String show(String figure, double value) {
        return " " + (figure.startsWith("p") ? Page.time(value) : Page.number(value, " B")) + " |";
    }

    private static double time(List<Score> scores, Predicate<Score> who) {
        return scores.stream().filter(who).mapToDouble(score -> score.nanos().median()).findFirst()
                .orElse(Double.NaN);
    }
}
