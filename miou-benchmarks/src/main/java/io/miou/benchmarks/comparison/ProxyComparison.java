package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares the proxies by their length, by what is left behind after failures, and under load, where each stands
 * between the load generator and a server on the proxy's own core.
 */
final class ProxyComparison {

    private static final int CLIENTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private ProxyComparison() {
    }

    /** Compares the proxies that the plan names as its servers. */
    static void run(Plan plan) throws IOException, InterruptedException {
        List<ProxyEntry> proxies = plan.servers().stream().map(ProxyEntry::named).toList();
        printLengths(proxies);
        printLeftovers(proxies);
        Cores cores = Cores.pin();
        System.out.println("\n" + cores.description());
        List<Object> results = new ArrayList<>();
        for (Exchange exchange : plan.exchanges()) {
            try (RunningServer upstream = upstream(exchange, cores)) {
                System.out.println("upstream: " + upstream.name());
                EchoComparison comparison = new EchoComparison(plan, exchange, cores, Descriptors.ofThisProcess(),
                        name -> ProxyEntry.named(name).before(upstream.address().getPort(), plan.jvm()));
                for (int connections : plan.connections()) {
                    for (Result result : comparison.compare(connections)) {
                        new Report(System.out).print(result);
                        results.add(result.toMap());
                    }
                }
            }
        }
        EchoComparison.write(plan, cores, results);
        System.out.println("\nwritten to " + plan.json().toAbsolutePath());
    }

    /** The cheapest that this machine has. */
    private static RunningServer upstream(Exchange exchange, Cores cores) throws IOException, InterruptedException {
        try {
            return RunningServer.start(Contender.named("c", exchange, List.of()), cores);
        } catch (UnavailableException e) {
            return startEverywhere(exchange, cores);
        }
    }

    private static RunningServer startEverywhere(Exchange exchange, Cores cores)
            throws IOException, InterruptedException {
        try {
            return RunningServer.start(Contender.named("netty-nio", exchange, List.of()), cores);
        } catch (UnavailableException e) {
            throw new IllegalStateException("NIO is everywhere", e);
        }
    }

    private static void printLengths(List<ProxyEntry> proxies) throws IOException {
        line("%-20s %s", "proxy", "lines of code");
        for (Class<?> program : proxies.stream().<Class<?>>map(ProxyEntry::program).distinct().toList()) {
            line("%-20s %13d", program.getSimpleName(), SourceFile.of(program).linesOfCode());
        }
    }

    private static void printLeftovers(List<ProxyEntry> proxies) throws IOException, InterruptedException {
        line("");
        line("what is left of %d clients: sockets, virtual threads, clients that wait; whether the log tells of a leak",
                CLIENTS);
        line("%-36s %-16s %32s   %32s", "", "", "as written", "with one line forgotten");
        for (Mishap mishap : Mishap.values()) {
            for (ProxyEntry proxy : proxies) {
                try {
                    Leftovers written = leftovers(mishap, proxy, false, CLIENTS, PATIENCE);
                    Leftovers forgetful = leftovers(mishap, proxy, true, CLIENTS, PATIENCE);
                    line("%-36s %-16s %s   %s", mishap.description(), proxy.name(), written, forgetful);
                } catch (UnavailableException e) {
                    line("%-36s %-16s skipped: %s", mishap.description(), proxy.name(), e.getMessage());
                }
            }
        }
    }

    /** Starts the proxy and what it needs, and counts what this mishap leaves of some clients. */
    static Leftovers leftovers(Mishap mishap, ProxyEntry proxy, boolean forgetful, int clients, Duration patience)
            throws UnavailableException, IOException, InterruptedException {
        Path classes = Files.createTempDirectory("proxy");
        try (Upstream upstream = mishap.upstream()) {
            Contender contender = forgetful
                    ? proxy.forgetful(classes, upstream.port(), mishap.options())
                    : proxy.before(upstream.port(), mishap.options());
            try (RunningServer running = RunningServer.start(contender, Cores.any())) {
                return Leftovers.after(mishap, upstream, running, clients, patience);
            }
        } finally {
            try (Stream<Path> all = Files.walk(classes)) {
                all.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
            }
        }
    }

    private static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
