package io.miou.benchmarks.scaling;

import io.miou.spi.BackendProvider;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what was counted, as tables of Markdown. Confined to one thread. */
final class ScalingReport {

    /** Crowds that are not measured, so that the code is compiled. */
    private static final int WARM_UPS = 10;

    private static final int FIBERS_TO_WARM_UP = 10_000;

    private final PrintStream out;
    private final BackendProvider provider;
    private final List<Integer> sizes;

    ScalingReport(PrintStream out, BackendProvider provider, List<Integer> sizes) {
        this.out = out;
        this.provider = provider;
        this.sizes = sizes;
    }

    void echo(int connections, int rounds) {
        table("Echo: " + connections + " connections, " + rounds + " messages on each, one port",
                "domains | messages | connections of a domain | messages of a domain | polls a message |"
                        + " wakeups by others, of all");
        for (int size : sizes) {
            DomainGroup domains = new DomainGroup(size, provider);
            new EchoCounts(domains, connections, rounds).run();
            row(domains, domains.range(one -> one.connections().get()), domains.range(one -> one.work().get()),
                    perWork(domains, domains.sum(one -> one.polls().get())),
                    String.valueOf(domains.sum(one -> one.wakeups().get())));
        }
    }

    void ownTasks(int tasks) {
        table("Every domain starts and awaits " + tasks + " tasks of its own",
                "domains | tasks | tasks of a domain | polls a task | wakeups by others, of all |"
                        + " visits to the shared counter of numbers, of a domain");
        for (int size : sizes) {
            DomainGroup domains = new DomainGroup(size, provider);
            new TaskCounts(domains, tasks).ownTasks();
            row(domains, domains.range(one -> one.work().get()),
                    perWork(domains, domains.sum(one -> one.polls().get())),
                    String.valueOf(domains.sum(one -> one.wakeups().get())),
                    domains.range(one -> one.meetings().get()));
        }
    }

    void calls(int tasks) {
        table("Every domain calls the next one, " + tasks + " times",
                "domains | calls | calls of a domain | wakeups a call | polls a call");
        for (int size : sizes) {
            if (size > 1) {
                DomainGroup domains = new DomainGroup(size, provider);
                new TaskCounts(domains, tasks).calls();
                row(domains, domains.range(one -> one.work().get()),
                        perWork(domains, domains.sum(one -> one.wakeups().get())),
                        perWork(domains, domains.sum(one -> one.polls().get())));
            }
        }
    }

    void crowds(List<Integer> fibers) {
        table("Many fibers of one domain that wait", "fibers | for | bytes each | ns to start | ns to cancel");
        for (Crowd.Wait wait : Crowd.Wait.values()) {
            for (int count : fibers) {
                for (int i = 0; i < WARM_UPS; i++) {
                    Crowd.warmUp(wait, Math.min(count, FIBERS_TO_WARM_UP));
                }
                out.println(Crowd.of(wait, count).row(wait, count));
            }
        }
    }

    private void table(String title, String columns) {
        out.println("\n" + title + "\n\n| " + columns + " |\n" + "|--:".repeat(columns.split("\\|").length) + "|");
    }

    private void row(DomainGroup domains, String... cells) {
        out.printf("| %d | %d | %s |%n", domains.size(), domains.sum(one -> one.work().get()),
                String.join(" | ", cells));
    }

    private static String perWork(DomainGroup domains, long count) {
        return String.format(Locale.ROOT, "%.4f", (double) count / Math.max(1, domains.sum(one -> one.work().get())));
    }
}
