package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program: runs the servers side by side, prints what it found and writes it as JSON. */
public final class EchoComparison {

    /** Asked before the client is pinned, which leaves it one. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final Plan plan;
    private final Cores cores;
    private final Entry entry;
    private final Map<String, String> skipped = new LinkedHashMap<>();

    /** Who takes part under a name. */
    @FunctionalInterface
    interface Entry {

        Contender named(String name) throws UnavailableException, IOException, InterruptedException;
    }

    EchoComparison(Plan plan, Cores cores) {
        this(plan, cores, name -> Contender.named(name, plan.size(), plan.jvm()));
    }

    /** @param entry who takes part; all of them answer as an echo server does */
    EchoComparison(Plan plan, Cores cores, Entry entry) {
        this.plan = plan;
        this.cores = cores;
        this.entry = entry;
    }

    /** @param arguments as in {@link Plan} */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Plan plan = Plan.parse(arguments);
        Cores cores = Cores.pin();
        System.out.println(cores.description());
        Report report = new Report(System.out);
        List<Object> results = new ArrayList<>();
        for (int connections : plan.connections()) {
            Result result = new EchoComparison(plan, cores).compare(connections);
            report.print(result, plan);
            results.add(result.toMap());
        }
        write(plan, cores, results);
    }

    /** Starts the servers, compares them at so many connections, and ends them. */
    Result compare(int connections) throws IOException, InterruptedException {
        List<RunningServer> servers = new ArrayList<>();
        try {
            for (String name : plan.servers()) {
                start(name, servers);
            }
            Map<String, List<Sample>> samples = new LinkedHashMap<>();
            for (RunningServer server : servers) {
                samples.put(server.name(), new ArrayList<>());
                if (plan.warmup().isPositive()) {
                    Sample.of(server, connections, plan, plan.warmup());
                }
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (RunningServer server : servers) {
                    samples.get(server.name()).add(Sample.of(server, connections, plan, plan.interval()));
                }
            }
            return new Result(connections, samples, countSystemCalls(servers, connections), skipped);
        } finally {
            for (RunningServer server : servers) {
                server.close();
            }
        }
    }

    private void start(String name, List<RunningServer> servers) throws IOException, InterruptedException {
        try {
            servers.add(RunningServer.start(entry.named(name), cores));
        } catch (UnavailableException e) {
            skipped.put(name, e.getMessage());
        }
    }

    private Map<String, Map<String, Double>> countSystemCalls(List<RunningServer> servers, int connections)
            throws IOException, InterruptedException {
        Map<String, Map<String, Double>> calls = new LinkedHashMap<>();
        if (plan.trace().isZero()) {
            return calls;
        }
        try {
            for (RunningServer server : servers) {
                calls.put(server.name(), SystemCalls.perMessage(server, connections, plan));
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
        machine.put("processors", PROCESSORS);
        machine.put("pinning", cores.description());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", machine);
        document.put("messageSize", plan.size());
        document.put("load", plan.describeLoad());
        document.put("secondsPerSample", plan.interval().toMillis() / 1e3);
        document.put("results", results);
        Path file = plan.json().toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(document) + "\n");
        System.out.println("\nwritten to " + file);
    }
}
