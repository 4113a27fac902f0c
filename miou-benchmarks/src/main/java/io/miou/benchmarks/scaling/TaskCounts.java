package io.miou.benchmarks.scaling;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.sync.Latch;
import java.util.List;

/** Tasks that all pool domains start at the same time, on themselves or on each other. Confined to one thread. */
final class TaskCounts {

    private final DomainGroup domains;
    private final int tasks;

    TaskCounts(DomainGroup domains, int tasks) {
        this.domains = domains;
        this.tasks = tasks;
    }

    /**
     * Each domain starts and awaits tasks of its own, one after the other. The numbers of the tasks tell how often the
     * domain has taken some from the counter of the run: they go up by one in between.
     */
    void ownTasks() {
        onEach(counts -> {
            long last = -1;
            for (int i = 0; i < tasks; i++) {
                Promise<Integer> child = Miou.async(() -> 1);
                child.await();
                if (child.id() != last + 1) {
                    counts.meetings().incrementAndGet();
                }
                last = child.id();
                counts.work().incrementAndGet();
            }
        });
    }

    /** Each domain calls the next one and awaits the result, one call after the other. */
    void calls() {
        onEach(counts -> {
            List<Domain> pool = Domain.pool();
            Domain next = pool.get(Domain.self().id() % pool.size());
            for (int i = 0; i < tasks; i++) {
                int _ = Miou.task().on(next).call(() -> 1).await();
                counts.work().incrementAndGet();
            }
        });
    }

    private void onEach(DomainGroup.Work work) {
        domains.run(() -> {
            Latch begun = new Latch(domains.size());
            Latch begin = new Latch(1);
            Latch done = new Latch(domains.size());
            try (Orphans<Void> all = Miou.orphans()) {
                domains.onEach(all, counts -> {
                    begun.countDown();
                    begin.await();
                    work.on(counts);
                    done.countDown();
                });
                begun.await();
                domains.startCounting();
                begin.countDown();
                done.await();
                domains.stopCounting();
            }
        });
    }
}
