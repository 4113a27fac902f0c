package io.miou.benchmarks.report;

import io.miou.benchmarks.comparison.MedianInterval;
import io.miou.benchmarks.plot.BarPlot;
import io.miou.benchmarks.plot.BarPlot.Bar;
import io.miou.benchmarks.plot.BarPlot.Group;
import io.miou.benchmarks.plot.BarPlot.Mark;
import io.miou.benchmarks.plot.BarPlot.Tone;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The plot of servers: the rate of the first one as a multiple of each other's, a group for each demand. */
final class RatePlot {

    private final String first;
    private final List<EchoResult> results;

    RatePlot(String first, List<EchoResult> results) {
        this.first = first;
        this.results = results.stream().filter(result -> result.servers().getFirst().equals(first)
                && result.servers().size() > 1).toList();
    }

    /** {@return whether nothing can be compared} */
    boolean isEmpty() {
        return results.isEmpty();
    }

    BarPlot plot() {
        String name = name(first).replace(", ", " on ");
        return new BarPlot("Messages per second of " + name + " beside other servers",
                List.of("A bar of 1.2: " + name + " does 1.2 times as many as this server.",
                        "Thin lines: intervals of the medians, 95 % or more."),
                Optional.of(new Mark(1, "1 = as many")), "times",
                Map.of(Tone.OURS, "more", Tone.WORSE, "fewer", Tone.OTHER, "no difference: 1 is in the interval"),
                results.stream().map(this::group).toList());
    }

    private Group group(EchoResult result) {
        String exchange = result.exchange().replace("request-response", "request");
        String connections = String.format(Locale.ROOT,
                result.connections() == 1 ? "%,d connection" : "%,d connections",
                result.connections());
        return new Group(exchange + ", " + connections, result.servers().stream()
                .filter(server -> !server.equals(first)).map(server -> bar(result, server)).toList());
    }

    private static Bar bar(EchoResult result, String server) {
        MedianInterval ratio = result.ratio(server, EchoResult.RATE);
        Tone tone = ratio.low() > 1 ? Tone.OURS : ratio.high() < 1 ? Tone.WORSE : Tone.OTHER;
        return new Bar(name(server), tone, ratio.median(), ratio.low(), ratio.high(),
                String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio.median(), ratio.low(), ratio.high()));
    }

    /** {@return the name of a server that people use} */
    static String name(String server) {
        String name = server.replace('-', ' ').replaceFirst(" portable$", ", portable").replaceFirst(" carried$", "");
        return switch (server) {
            case "c" -> "C, epoll";
            case "netty-nio" -> "Netty, NIO";
            case "virtual-threads" -> name;
            default -> name.replaceFirst("^miou ", "Miou, ").replaceFirst("^netty ", "Netty, ");
        };
    }
}
