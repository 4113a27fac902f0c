package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the servers side by side, prints what it found and writes it as JSON. Confined to one thread. */
final class EchoComparison {

    private final Plan plan;
    private final Exchange exchange;
    private final Cores cores;
    private final Entry entry;
    private final Descriptors descriptors;

    /** The way to a contender by its name. */
    @FunctionalInterface
    interface Entry {

        Contender named(String name) throws UnavailableException, IOException, InterruptedException;
    }

    EchoComparison(Plan plan, Exchange exchange, Cores cores) {
        this(plan, exchange, cores, Descriptors.ofThisProcess(),
                name -> Contender.named(name, exchange, plan.jvm()));
    }

    /** @param entry the servers that take part; all of them answer as the exchange requires */
    EchoComparison(Plan plan, Exchange exchange, Cores cores, Descriptors descriptors, Entry entry) {
        this.plan = plan;
        this.exchange = exchange;
        this.cores = cores;
        this.descriptors = descriptors;
        this.entry = entry;
    }

    /** Compares what the plan names, pinned to two processors. */
    static void run(Plan plan) throws IOException, InterruptedException {
        Cores cores = Cores.pin();
        System.out.println(cores.description());
        Report report = new Report(System.out);
        List<Object> results = new ArrayList<>();
        for (Exchange exchange : plan.exchanges()) {
            for (int connections : plan.connections()) {
                for (Result result : new EchoComparison(plan, exchange, cores).compare(connections)) {
                    report.print(result);
                    results.add(result.toMap());
                }
                // After each, so that what was measured is there even if the next one fails.
                write(plan, cores, results);
            }
        }
        System.out.println("\nwritten to " + plan.json().toAbsolutePath());
    }

    /**
     * Starts the servers, compares them at a number of connections, and ends them.
     *
     * @return the result; with a closed and an open loop, of both
     */
    List<Result> compare(int connections) throws IOException, InterruptedException {
        Demand demand = new Demand(exchange, connections, plan.rate());
        Map<String, String> skipped = new LinkedHashMap<>();
        List<RunningServer> servers = new ArrayList<>();
        try {
            descriptors.require(connections);
            for (String name : plan.servers()) {
                start(name, servers, skipped);
            }
            warmUp(servers, demand, plan.warmup());
            var samples = rounds(servers, demand);
            List<Result> results = new ArrayList<>();
            results.add(new Result(demand, samples, countSystemCalls(servers, demand, skipped), skipped));
            if (plan.open() > 0 && !servers.isEmpty()) {
                Demand open = demand.at(Math.max(1, Math.round(plan.open() * results.getFirst().slowest())));
                // What idle servers and clients do is not compiled yet.
                warmUp(servers, open, plan.warmup().dividedBy(2));
                results.add(new Result(open, rounds(servers, open), Map.of(), Map.of()));
            }
            return results;
        } catch (UnavailableException e) {
            skipped.put("all servers", e.getMessage());
            return List.of(new Result(demand, Map.of(), Map.of(), skipped));
        } finally {
            for (RunningServer server : servers) {
                server.close();
            }
        }
    }

    private void start(String name, List<RunningServer> servers, Map<String, String> skipped)
            throws IOException, InterruptedException {
        try {
            servers.add(RunningServer.start(entry.named(name), cores));
        } catch (UnavailableException e) {
            skipped.put(name, e.getMessage());
        }
    }

    private static void warmUp(List<RunningServer> servers, Demand demand, Duration duration)
            throws IOException, InterruptedException {
        for (RunningServer server : servers) {
            if (duration.isPositive()) {
                Sample.of(server, demand, duration);
            }
        }
    }

    private Map<String, List<Sample>> rounds(List<RunningServer> servers, Demand demand)
            throws IOException, InterruptedException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        servers.forEach(server -> samples.put(server.name(), new ArrayList<>()));
        for (int round = 0; round < plan.rounds(); round++) {
            for (RunningServer server : servers) {
                samples.get(server.name()).add(Sample.of(server, demand, plan.interval()));
            }
        }
        return samples;
    }

    private Map<String, Map<String, Double>> countSystemCalls(List<RunningServer> servers, Demand demand,
            Map<String, String> skipped) throws IOException, InterruptedException {
        Map<String, Map<String, Double>> calls = new LinkedHashMap<>();
        Duration duration = plan.trace();
        if (duration.isZero()) {
            return calls;
        }
        try {
            for (RunningServer server : servers) {
                calls.put(server.name(), SystemCalls.perMessage(server, demand, duration));
            }
        } catch (UnavailableException e) {
            skipped.put("system calls", e.getMessage());
        }
        return calls;
    }

    static void write(Plan plan, Cores cores, List<Object> results) throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        for (String property : List.of("os.name", "os.version", "os.arch", "java.vm.name", "java.runtime.version")) {
            machine.put(property, System.getProperty(property));
        }
        machine.put("processors", Cores.PROCESSORS);
        machine.put("pinning", cores.description());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", machine);
        document.put("secondsPerSample", plan.interval().toMillis() / 1e3);
        document.put("rounds", plan.rounds());
        document.put("results", results);
        Path file = plan.json().toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(document) + "\n");
    }
}
