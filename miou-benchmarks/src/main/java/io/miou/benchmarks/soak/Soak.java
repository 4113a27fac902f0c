package io.miou.benchmarks.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Soaks one variant after the other, and prints a line for each reading and a verdict for each series. Confined to one
 * thread.
 */
final class Soak {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final SoakPlan plan;
    private final PrintStream out;
    private final Map<Variant, String> skipped = new LinkedHashMap<>();

    Soak(SoakPlan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /** Soaks every variant that this machine can run. */
    List<SoakResult> run() throws IOException, InterruptedException {
        List<SoakResult> results = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            try {
                SoakResult result = soak(variant);
                print(result);
                results.add(result);
            } catch (UnavailableException e) {
                skipped.put(variant, e.getMessage());
                out.println(variant + " is skipped: " + e.getMessage());
            }
        }
        return results;
    }

    /** {@return which variants were not soaked, and why} */
    Map<Variant, String> skipped() {
        return skipped;
    }

    private SoakResult soak(Variant variant) throws UnavailableException, IOException, InterruptedException {
        try (SubjectProcess subject = SubjectProcess.start(plan, variant)) {
            return watch(variant, subject);
        }
    }

    private SoakResult watch(Variant variant, SubjectProcess subject) throws IOException, InterruptedException {
        List<Reading> readings = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Vitals before = subject.measure();
        Vitals after = before;
        Crowd crowd = new Crowd(subject.address(), plan.patience());
        try {
            try (crowd) {
                subject.work();
                crowd.start();
                read(variant, subject, crowd, readings);
            }
            subject.rest();
            after = rested(subject, before);
        } catch (IOException e) {
            // The subject has broken down; what was read until then is worth a report.
            faults.add(String.valueOf(e.getMessage()));
        }
        faults.addAll(crowd.complaints());
        subject.end().ifPresent(faults::add);
        return new SoakResult(variant, before, readings, after, crowd.visits(), faults, subject.said());
    }

    private void read(Variant variant, SubjectProcess subject, Crowd crowd, List<Reading> readings)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long next = start;
        for (int i = 0; i < plan.readings(); i++) {
            // From now on, should the last reading have taken longer than the interval.
            next = Math.max(next + plan.interval().toNanos(), System.nanoTime());
            Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            var latencies = crowd.latencies();
            Vitals vitals = subject.measure();
            Reading reading = Reading.of((System.nanoTime() - start) / 1e9, vitals, latencies);
            // What was answered meanwhile had to wait for the collection that the driver asked for.
            crowd.latencies();
            readings.add(reading);
            out.println(reading.line(variant));
        }
    }

    /** Looks until the clients' tasks and sockets are gone: the server's patience ends the last of them. */
    private Vitals rested(SubjectProcess subject, Vitals before) throws IOException, InterruptedException {
        long limit = System.nanoTime() + plan.patience().toNanos();
        Vitals now = subject.measure();
        while ((now.tasks() > before.tasks() || now.descriptors() > before.descriptors())
                && System.nanoTime() - limit < 0) {
            Thread.sleep(LOOK);
            now = subject.measure();
        }
        return now;
    }

    private void print(SoakResult result) {
        for (Series series : Series.values()) {
            out.println(result.variant() + " " + series + ": " + describe(result, series));
        }
        out.println(result.variant() + " at rest before: " + result.before().format());
        out.println(result.variant() + " at rest after:  " + result.after().format());
        out.println(result.variant() + " visits: " + result.visits());
        if (!result.said().isEmpty()) {
            out.println(result.variant() + " said: " + result.said());
        }
        out.println(result.variant() + ": " + (result.findings().isEmpty()
                ? "nothing is wrong"
                : String.join("; ", result.findings())));
    }

    private static String describe(SoakResult result, Series series) {
        if (result.readings().size() < Series.FEWEST_READINGS) {
            return Verdict.UNDECIDED.toString();
        }
        Trend trend = series.trend(result.readings());
        return String.format(Locale.ROOT, "%s (median %.2f, rise %+.2f of at most %.2f, by chance %.3f)",
                result.verdict(series), trend.median(), trend.rise(), series.tolerance(trend), trend.probability());
    }
}
