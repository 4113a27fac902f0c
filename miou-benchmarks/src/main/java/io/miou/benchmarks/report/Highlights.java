package io.miou.benchmarks.report;

import io.miou.benchmarks.plot.BarPlot;
import io.miou.benchmarks.plot.BarPlot.Bar;
import io.miou.benchmarks.plot.BarPlot.Group;
import io.miou.benchmarks.plot.BarPlot.Mark;
import io.miou.benchmarks.plot.BarPlot.Tone;
import io.miou.benchmarks.report.Score.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The plot for people in a hurry: six measurements beside virtual threads, three gains and three losses. */
final class Highlights {

    static final String PLOT = "beside-virtual-threads.svg";

    private static final String OTHER = "virtual threads";
    private static final String SERVER_OTHER = "virtual-threads";
    private static final int CONNECTIONS = 1000;
    private static final int MESSAGE_BYTES = 64;

    private final List<Group> groups = new ArrayList<>();

    Highlights(List<Score> scores, List<EchoResult> servers) {
        cost(scores, "start a task and await it", "Spawn", "", "");
        cost(scores, "start a task on another domain and await it", "Call", "", "");
        servers.stream().filter(Highlights::isCompared).findFirst().ifPresent(this::processorTime);
        cost(scores, "yield among 1,000 fibers", "Yield", "count=1000", "");
        cost(scores, "cancel a task in a tree of 10,000", "Cancel", "", "");
        cost(scores, "heap of one of a million idle fibers", "IdleFibers", "count=1000000", Subject.BYTES);
    }

    /** Writes the plot, if one of its cases was measured. */
    void write(Path directory) throws IOException {
        if (!groups.isEmpty()) {
            new BarPlot("Miou beside virtual threads", List.of(
                    "Shorter is better. Thin lines: least and most of all iterations or rounds, where there are"
                            + " several."),
                    Optional.of(new Mark(1, "1 = " + OTHER)), "times", Map.of(), groups)
                    .write(directory.resolve(PLOT));
        }
    }

    private void cost(List<Score> scores, String title, String benchmark, String parameters, String figure) {
        List<Score> of = scores.stream().filter(score -> score.benchmark().equals(benchmark)
                && score.parameters().equals(parameters)).toList();
        Optional<Score> miou = of.stream().filter(score -> score.isOf(Peer.MIOU_CARRIED)).findFirst();
        Optional<Score> other = of.stream().filter(score -> score.isOf(Peer.VIRTUAL_THREADS)).findFirst();
        if (miou.isPresent() && other.isPresent()) {
            add(title, miou.get().figure(figure), other.get().figure(figure), figure.isEmpty()
                    ? Page::time
                    : bytes -> Page.number(bytes, " B"));
        }
    }

    private static boolean isCompared(EchoResult result) {
        return result.isOpen() && result.protocol().equals("echo") && result.bytes() == MESSAGE_BYTES
                && result.connections() == CONNECTIONS && result.servers().contains(SERVER_OTHER);
    }

    private void processorTime(EchoResult result) {
        add("processor time of an echo, 1,000 connections, half load",
                Spread.of(result.values(result.servers().getFirst(), EchoResult.CPU)),
                Spread.of(result.values(SERVER_OTHER, EchoResult.CPU)), Page::time);
    }

    private void add(String title, Spread miou, Spread other, Show show) {
        double one = other.median();
        UnaryOperator<Spread> scaled = spread -> new Spread(spread.least() / one, spread.median() / one,
                spread.most() / one);
        groups.add(new Group(title, List.of(bar("Miou", Tone.OURS, scaled.apply(miou), show.of(miou.median())),
                bar(OTHER, Tone.OTHER, scaled.apply(other), show.of(one)))));
    }

    private static Bar bar(String name, Tone tone, Spread spread, String figure) {
        return new Bar(name, tone, spread.median(), spread.least(), spread.most(), figure);
    }

    /** How a number is shown. */
    private interface Show {

        String of(double number);
    }
}
