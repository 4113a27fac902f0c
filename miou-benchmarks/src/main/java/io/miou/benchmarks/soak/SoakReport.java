package io.miou.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what a soak gave as a page of Markdown with plots. */
final class SoakReport {

    private final SoakPlan plan;
    private final List<SoakResult> results;
    private final Map<Variant, String> skipped;
    private final StringBuilder page = new StringBuilder();

    SoakReport(SoakPlan plan, List<SoakResult> results, Map<Variant, String> skipped) {
        this.plan = plan;
        this.results = results;
        this.skipped = skipped;
    }

    /** {@return the page that it has written} */
    Path write() throws IOException {
        Path directory = plan.directory().toAbsolutePath().normalize();
        Files.createDirectories(directory);
        line("# Soak");
        line("");
        line("An echo server and a mill of tasks in one process, for %s on each variant, with clients that behave and"
                + " clients that do not. A reading every %s, after a collection. How a verdict is found: `Trend` in"
                + " `io.miou.benchmarks.soak`.",
                words(plan.interval().multipliedBy(plan.readings())), words(plan.interval()));
        line("");
        line("%s on %s, %d processors; %s %s. The subject had a heap of 256 MiB and the serial collector; the"
                + " clients ran on the same machine.", System.getProperty("os.name"), System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"), System.getProperty("java.runtime.version"));
        line("");
        skipped.forEach((variant, why) -> {
            line("Skipped: %s (%s).", variant, why.replaceAll("\\s+", " "));
            line("");
        });
        List<SoakResult> read = results.stream().filter(result -> !result.readings().isEmpty()).toList();
        if (!read.isEmpty()) {
            SoakPlots plots = SoakPlots.of(read);
            plots.keep(directory);
            for (SoakPlots.Plot plot : plots.draw(directory)) {
                line("![%s](%s)", plot.alt(), plot.file());
                line("");
            }
            line("What the plots show is in [%1$s](%1$s).", SoakPlots.READINGS);
            line("");
        }
        results.forEach(this::describe);
        return Files.writeString(directory.resolve("README.md"), page.toString().stripTrailing() + "\n");
    }

    private void describe(SoakResult result) {
        List<String> findings = result.findings();
        line("## %s: %s", result.variant(), findings.isEmpty() ? "nothing is wrong" : "something is wrong");
        line("");
        findings.forEach(finding -> line("- %s", finding.replaceAll("\\s+", " ")));
        if (!findings.isEmpty()) {
            line("");
        }
        if (result.readings().size() >= Series.FEWEST_READINGS) {
            line("| the second half of | median | rise | still flat | by chance | verdict |");
            line("|---|--:|--:|--:|--:|---|");
            for (Series series : Series.values()) {
                Trend trend = series.trend(result.readings());
                line("| %s | %s | %+.2f | %.2f | %.3f | %s |", series,
                        String.format(Locale.ROOT, "%.2f %s", trend.median(), series.unit()).strip(), trend.rise(),
                        series.tolerance(trend), trend.probability(), result.verdict(series));
            }
            line("");
        }
        line("| at rest | tasks | descriptors | threads | heap | turns of the mill | connections |");
        line("|---|--:|--:|--:|--:|--:|--:|");
        rest("before", result.before());
        rest("after", result.after());
        line("");
        line("Messages of clients that behave: %d. Conversations that went as they should, by manner: %s.",
                result.readings().stream().mapToLong(Reading::messages).sum(),
                result.visits().entrySet().stream().map(visits -> visits.getKey() + " " + visits.getValue())
                        .collect(Collectors.joining(", ")));
        line("");
        if (!result.said().isEmpty()) {
            line("The subject wrote to its standard error:");
            line("");
            line("```");
            page.append(result.said()).append('\n');
            line("```");
            line("");
        }
    }

    private void rest(String when, Vitals vitals) {
        line("| %s | %d | %d | %d | %.2f MiB | %d | %d |", when, vitals.tasks(), vitals.descriptors(), vitals.threads(),
                vitals.heap() / 1048576.0, vitals.turns(), vitals.connections());
    }

    private static String words(Duration duration) {
        return duration.toSeconds() >= 120 && duration.toSeconds() % 60 == 0
                ? duration.toMinutes() + " minutes"
                : String.format(Locale.ROOT, "%s s", duration.toMillis() / 1e3);
    }

    private void line(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
