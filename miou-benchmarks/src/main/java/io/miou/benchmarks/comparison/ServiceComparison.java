package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Compares servers of known protocols. All of them are up at once; they take turns under the load of a tool of the
 * system, and what is compared is the ratio within a round. Confined to one thread.
 */
final class ServiceComparison {

    /** The subject and the settings of a comparison. */
    record Plan(List<Service> services, List<String> servers, List<Integer> connections, int rounds,
            Duration interval, Duration warmup, List<String> jvm, Path json) {
    }

    private final Plan plan;
    private final Cores cores;
    private final List<Object> results = new ArrayList<>();

    private ServiceComparison(Plan plan, Cores cores) {
        this.plan = plan;
        this.cores = cores;
    }

    static void run(Plan plan) throws IOException, InterruptedException {
        ServiceComparison comparison = new ServiceComparison(plan, Cores.pin());
        System.out.println(comparison.cores.description());
        for (Service service : plan.services()) {
            for (int connections : plan.connections()) {
                comparison.compare(service, connections);
                comparison.write();
            }
        }
        System.out.println("\nwritten to " + plan.json().toAbsolutePath());
    }

    private void compare(Service service, int connections) throws IOException, InterruptedException {
        line("");
        line("%s by %s, %d connections", service, service.tool(), connections);
        Map<RunningServer, List<ToolSample>> samples = new LinkedHashMap<>();
        try {
            start(service, samples);
            Map<RunningServer, Double> rates = new LinkedHashMap<>();
            for (RunningServer server : samples.keySet()) {
                // Twice, because the first time of some tools is short: no rate is known.
                double guess = sample(service, server, connections, plan.warmup().dividedBy(2), 0);
                rates.put(server, sample(service, server, connections, plan.warmup().dividedBy(2), guess));
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (Map.Entry<RunningServer, List<ToolSample>> one : samples.entrySet()) {
                    one.getValue().add(ToolSample.of(one.getKey(), service.tool(), cores,
                            new LoadTool.Load(service.path(), connections, seconds(plan.interval()),
                                    rates.get(one.getKey()))));
                }
            }
            report(service, connections, samples);
        } catch (UnavailableException e) {
            line("skipped: %s", e.getMessage());
        } finally {
            for (RunningServer server : samples.keySet()) {
                server.close();
            }
        }
    }

    private void start(Service service, Map<RunningServer, List<ToolSample>> samples)
            throws IOException, InterruptedException {
        for (String name : service.contenders()) {
            if (!plan.servers().isEmpty() && !plan.servers().contains(name)) {
                continue;
            }
            try {
                RunningServer server = RunningServer.start(Service.contender(name, plan.jvm()), cores);
                samples.put(server, new ArrayList<>());
                server.awaitListening();
            } catch (UnavailableException e) {
                line("skipped: %s (%s)", name, e.getMessage());
            }
        }
    }

    private double sample(Service service, RunningServer server, int connections, Duration duration, double rate)
            throws UnavailableException, IOException, InterruptedException {
        return ToolSample.of(server, service.tool(), cores,
                new LoadTool.Load(service.path(), connections, seconds(duration), rate)).rate();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private void report(Service service, int connections, Map<RunningServer, List<ToolSample>> samples) {
        line("%-16s %12s %10s %12s", "medians", "requests/s", "p99 us", "CPU us each");
        List<ToolSample> first = samples.values().iterator().next();
        samples.forEach((server, own) -> line("%-16s %12.0f %10.0f %12.2f", server.name(),
                median(own, ToolSample::rate), median(own, ToolSample::p99), median(own, ToolSample::serverMicros)));
        Map<String, Object> ratios = new LinkedHashMap<>();
        String name = samples.keySet().iterator().next().name();
        samples.forEach((server, other) -> {
            if (other != first) {
                MedianInterval rate = ratio(first, other, ToolSample::rate);
                MedianInterval p99 = ratio(first, other, ToolSample::p99);
                MedianInterval cpu = ratio(first, other, ToolSample::serverMicros);
                line("%s : %s   requests/s %s   p99 %s   CPU per request %s   (%d rounds, %.1f %%)", name,
                        server.name(), rate, words(p99), cpu, first.size(), rate.confidence() * 100);
                Map<String, Object> ratio = new LinkedHashMap<>();
                ratio.put("rate", rate.toString());
                ratio.put("p99", words(p99));
                ratio.put("cpu", cpu.toString());
                ratios.put(server.name(), ratio);
            }
        });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("service", service);
        result.put("connections", connections);
        result.put("ratiosOf", name);
        result.put("ratios", ratios);
        Map<String, Object> all = new LinkedHashMap<>();
        samples.forEach((server, own) -> all.put(server.name(), own.stream().map(ToolSample::toMap).toList()));
        result.put("samples", all);
        results.add(result);
    }

    /** Returns the words for an interval; a tool may not tell the figure. */
    private static String words(MedianInterval interval) {
        return Double.isNaN(interval.median()) ? "unknown" : interval.toString();
    }

    private static double median(List<ToolSample> samples, ToDoubleFunction<ToolSample> figure) {
        return MedianInterval.of(samples.stream().mapToDouble(figure).toArray()).median();
    }

    private static MedianInterval ratio(List<ToolSample> first, List<ToolSample> other,
            ToDoubleFunction<ToolSample> figure) {
        double[] ratios = new double[first.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(first.get(i)) / figure.applyAsDouble(other.get(i));
        }
        return MedianInterval.of(ratios);
    }

    private void write() throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("pinning", cores.description());
        document.put("secondsPerSample", seconds(plan.interval()));
        document.put("rounds", plan.rounds());
        document.put("results", results);
        Path file = plan.json().toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(document) + "\n");
    }

    private static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
