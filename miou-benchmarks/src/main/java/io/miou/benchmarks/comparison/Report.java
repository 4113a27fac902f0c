package io.miou.benchmarks.comparison;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Shows a result to people. */
final class Report {

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void print(Result result) {
        line("");
        Demand demand = result.demand();
        line("%d connections, %s, %s", demand.connections(), demand.exchange(), demand.describeLoad());
        result.skipped().forEach((what, why) -> line("skipped: %s (%s)", what, why));
        line("%-24s %12s %9s %9s %9s %11s %11s %7s", "medians", "messages/s", "p50 us", "p99 us", "p99.9 us",
                "server ns", "client ns", "load");
        List<String> names = List.copyOf(result.samples().keySet());
        for (String name : names) {
            line("%-24s %12.0f %9.1f %9.1f %9.1f %11.0f %11.0f %7.2f", name, result.median(name, Sample::rate),
                    result.median(name, Sample::p50), result.median(name, Sample::p99),
                    result.median(name, Sample::p999), result.median(name, Sample::serverNanos),
                    result.median(name, Sample::clientNanos), result.median(name, Sample::serverLoad));
        }
        for (String other : names.subList(Math.min(1, names.size()), names.size())) {
            MedianInterval rate = result.ratio(other, Sample::rate);
            line("%s : %s, median of %d rounds and its %.1f %% interval", names.getFirst(), other,
                    result.samples().get(other).size(), rate.confidence() * 100);
            line("    messages/s %s   p50 %s   p99 %s   p99.9 %s   CPU per message %s", rate,
                    result.ratio(other, Sample::p50), result.ratio(other, Sample::p99),
                    result.ratio(other, Sample::p999), result.ratio(other, Sample::serverNanos));
        }
        result.systemCalls().forEach((name, calls) -> {
            line("system calls per message, %s: %.3f", name,
                    calls.values().stream().mapToDouble(Double::doubleValue).sum());
            calls.forEach((call, count) -> {
                if (count >= 0.0005) {
                    line("    %-16s %.3f", call, count);
                }
            });
        });
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
