package io.miou.benchmarks.report;

import com.google.gson.JsonObject;
import io.miou.benchmarks.comparison.MedianInterval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The part of the page about the comparison of servers: ratios with their intervals, a picture of them, and all
 * figures.
 */
final class EchoPage {

    private static final String PLOT = "echo-rate.svg";

    private final List<EchoResult> results;

    /** @param results of one machine */
    EchoPage(List<EchoResult> results) {
        // A closed loop stays before the open one that followed it.
        this.results = results.stream().sorted(Comparator.comparing(EchoResult::protocol)
                .thenComparing(EchoResult::bytes).thenComparing(EchoResult::connections)).toList();
    }

    /** {@return the text; the plot is written to the directory} */
    String write(Path directory) throws IOException {
        Page page = new Page();
        JsonObject machine = EchoResult.machine(results);
        page.line("## Echo, request and response");
        page.line("");
        page.line("%s %s, %s, %s processors; %s; %s. An echo sends back what came; a request gets an answer of 1 KiB.",
                text(machine, "os.name"), text(machine, "os.version"), text(machine, "os.arch"),
                text(machine, "processors"), text(machine, "java.runtime.version"), text(machine, "pinning"));
        page.line("");
        List<EchoResult> closed = measured(result -> !result.isOpen());
        if (!closed.isEmpty()) {
            String first = closed.getFirst().servers().getFirst();
            RatePlot rates = new RatePlot(first, closed);
            if (!rates.isEmpty()) {
                rates.plot().write(directory.resolve(PLOT));
                page.line("![Messages per second of %s beside other servers](%s)",
                        RatePlot.name(first).replace(", ", " on "), PLOT);
                page.line("");
            }
            page.line(
                    "**Messages per second of %s, as a multiple of the other's**, when each connection asks again as soon"
                            + " as it is answered. Above 1, %s does more. %s",
                    first, first, explain(closed));
            page.line("");
            ratios(page, first, closed, EchoResult.RATE);
        }
        List<EchoResult> open = measured(EchoResult::isOpen);
        if (!open.isEmpty()) {
            String first = open.getFirst().servers().getFirst();
            page.line(
                    "**Latency of %s, p99.9, as a multiple of the other's**, when the same messages per second come to"
                            + " all, counted from when a message was due. Below 1, %s is quicker.",
                    first, first);
            page.line("");
            ratios(page, first, open, EchoResult.P999);
        }
        figures(page);
        skipped(page);
        return page.toString();
    }

    private List<EchoResult> measured(Predicate<EchoResult> which) {
        return results.stream().filter(which).filter(result -> !result.servers().isEmpty()).toList();
    }

    private static String explain(List<EchoResult> results) {
        String rounds = results.stream().map(result -> String.valueOf(result.rounds())).distinct()
                .collect(Collectors.joining(" or "));
        String seconds = results.stream().map(result -> Page.number(result.seconds())).distinct()
                .collect(Collectors.joining(" or "));
        return "Medians of " + rounds + " rounds, of " + seconds + " s for each server, with their intervals of 95 % or"
                + " more; bold where 1 is outside.";
    }

    private static void ratios(Page page, String first, List<EchoResult> results, String figure) {
        List<String> others = new ArrayList<>(EchoResult.servers(results));
        others.remove(first);
        page.line("| | connections | %s |", String.join(" | ", others));
        page.line("|---|--:|%s", "---|".repeat(others.size()));
        for (EchoResult result : results) {
            String cells = others.stream()
                    .map(other -> result.servers().contains(other) && result.servers().getFirst().equals(first)
                            ? cell(result.ratio(other, figure))
                            : "–")
                    .collect(Collectors.joining(" | "));
            page.line("| %s | %,d | %s |", result.exchange(), result.connections(), cells);
        }
        page.line("");
    }

    private static String cell(MedianInterval ratio) {
        String format = ratio.low() > 1 || ratio.high() < 1 ? "**%.2f** [%.2f, %.2f]" : "%.2f [%.2f, %.2f]";
        return String.format(Locale.ROOT, format, ratio.median(), ratio.low(), ratio.high());
    }

    private void figures(Page page) {
        page.line(
                "All figures: medians. Processor time is the server's; system calls are counted in runs of their own.");
        page.line("");
        page.line("| | connections | load | server | messages/s | p50 us | p99 us | p99.9 us | CPU for each, ns"
                + " | system calls for each |");
        page.line("|---|--:|---|---|--:|--:|--:|--:|--:|--:|");
        for (EchoResult result : results) {
            for (String server : result.servers()) {
                page.line("| %s | %,d | %s | %s | %s | %s | %s | %s | %s | %s |", result.exchange(),
                        result.connections(), result.load(), server, median(result, server, EchoResult.RATE),
                        median(result, server, EchoResult.P50), median(result, server, EchoResult.P99),
                        median(result, server, EchoResult.P999), median(result, server, EchoResult.CPU),
                        Page.number(result.systemCalls(server)));
            }
        }
        page.line("");
    }

    private static String median(EchoResult result, String server, String figure) {
        return Page.number(result.median(server, figure));
    }

    /** Lists what was skipped, each reason once. */
    private void skipped(Page page) {
        Map<String, Set<String>> where = new LinkedHashMap<>();
        for (EchoResult result : results) {
            String demand = result.exchange() + " on " + String.format(Locale.ROOT, "%,d", result.connections());
            result.skipped().forEach(what -> where.computeIfAbsent(what, _ -> new LinkedHashSet<>()).add(demand));
        }
        where.forEach((what, demands) -> page.line("- Skipped: %s (%s)", what, String.join("; ", demands)));
        if (!where.isEmpty()) {
            page.line("");
        }
    }

    private static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }
}
