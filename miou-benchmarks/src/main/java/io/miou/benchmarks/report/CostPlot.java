package io.miou.benchmarks.report;

import io.miou.benchmarks.plot.BarPlot;
import io.miou.benchmarks.plot.BarPlot.Bar;
import io.miou.benchmarks.plot.BarPlot.Group;
import io.miou.benchmarks.plot.BarPlot.Mark;
import io.miou.benchmarks.plot.BarPlot.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The plot of a benchmark: a group for each case, a bar for each contender, as a multiple of the one that they are
 * compared with. Without such a one the bars are absolute.
 */
final class CostPlot {

    private static final String SPREAD = "Thin lines: least and most of the iterations.";

    private final Subject subject;
    private final Map<String, List<Score>> cases;

    CostPlot(Subject subject, List<Score> scores) {
        this.subject = subject;
        this.cases = scores.stream().filter(score -> !Double.isNaN(spread(subject, score).median()))
                .sorted(Comparator.comparing(score -> score.peer().orElse(Peer.NETTY)))
                .collect(Collectors.groupingBy(subject::caseOf, LinkedHashMap::new, Collectors.toList()));
    }

    BarPlot plot() {
        List<String> notes = new ArrayList<>(List.of(subject.measure() + ": shorter is better. " + SPREAD));
        boolean isRelative = cases.values().stream().anyMatch(this::hasMark);
        List<Group> groups = new ArrayList<>();
        cases.forEach((name, scores) -> {
            if (isRelative && !hasMark(scores)) {
                notes.add("Only in the table: " + name + ".");
                return;
            }
            double one = isRelative
                    ? spread(subject, scores.stream().filter(subject::isMark).findFirst().orElseThrow()).median()
                    : 1;
            groups.add(new Group(name, scores.stream().map(score -> bar(score, one)).toList()));
        });
        Optional<Score> mark = cases.values().stream().flatMap(List::stream).filter(subject::isMark).findFirst();
        return new BarPlot(subject.title(), notes,
                isRelative ? mark.map(score -> new Mark(1, "1 = " + subject.contender(score))) : Optional.empty(),
                isRelative ? "times" : subject.figure().equals(Subject.BYTES) ? "B" : "ns", Map.of(), groups);
    }

    private boolean hasMark(List<Score> scores) {
        return scores.stream().anyMatch(subject::isMark);
    }

    private Bar bar(Score score, double one) {
        Score.Spread spread = spread(subject, score);
        Tone tone = score.ranOn().isEmpty()
                ? Tone.OTHER
                : score.ranOn().startsWith("portable") ? Tone.OURS_TOO : Tone.OURS;
        return new Bar(subject.contender(score), tone, spread.median() / one, spread.least() / one,
                spread.most() / one, show(subject, spread.median()));
    }

    private static Score.Spread spread(Subject subject, Score score) {
        return score.figure(subject.figure());
    }

    private static String show(Subject subject, double value) {
        return subject.figure().equals(Subject.BYTES) ? Page.number(value, " B") : Page.time(value);
    }
}
