package io.miou.benchmarks.scaling;

import io.miou.Action;
import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.spi.BackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** The pool domains of one run, and what they count. Any thread may start and stop the counting, one at a time. */
final class DomainGroup {

    private final int size;
    private final BackendProvider provider;
    private final List<DomainCounts> counts = new ArrayList<>();
    private List<DomainCounts> counted = List.of();

    /** The work of one domain. */
    @FunctionalInterface
    interface Work {

        void on(DomainCounts own) throws Exception;
    }

    DomainGroup(int size, BackendProvider provider) {
        this.size = size;
        for (int i = 0; i <= size; i++) {
            counts.add(new DomainCounts());
        }
        this.provider = CountingBackend.around(provider, counts);
    }

    int size() {
        return size;
    }

    void run(Action main) {
        Miou.launcher().domains(size).backend(provider).run(main);
    }

    /** Starts a task on each pool domain. */
    void onEach(Orphans<Void> tasks, Work work) {
        for (Domain domain : Domain.pool()) {
            DomainCounts own = counts.get(domain.id());
            tasks.call(Miou.task().on(domain), () -> {
                work.on(own);
                return null;
            });
        }
    }

    void startCounting() {
        counts.forEach(DomainCounts::clear);
    }

    void stopCounting() {
        counted = counts.stream().skip(1).map(DomainCounts::copy).toList();
    }

    /** {@return what each pool domain counted between start and stop} */
    private LongStream each(ToLongFunction<DomainCounts> count) {
        return counted.stream().mapToLong(count);
    }

    long sum(ToLongFunction<DomainCounts> count) {
        return each(count).sum();
    }

    /** {@return the least and the most that a domain counted, as text} */
    String range(ToLongFunction<DomainCounts> count) {
        long least = each(count).min().orElse(0);
        long most = each(count).max().orElse(0);
        return least == most ? String.valueOf(least) : least + " to " + most;
    }
}
