package io.miou;

import io.miou.domain.DomainLoop;
import io.miou.task.Task;
import java.util.List;

/**
 * A thread that is scheduler and event loop at once, and carries fibers. Domain 0 is the thread of the main task and
 * ends with it; the other domains are the pool. A value: any thread may keep and compare it.
 */
public final class Domain {

    private final DomainLoop loop;

    Domain(DomainLoop loop) {
        this.loop = loop;
    }

    DomainLoop loop() {
        return loop;
    }

    /** {@return the domain's number; 0 for the domain of the main task} Any thread. */
    public int id() {
        return loop.id();
    }

    /**
     * {@return the domain of the calling fiber}
     *
     * @throws IllegalStateException outside a fiber
     */
    public static Domain self() {
        return Task.current().domain();
    }

    /**
     * {@return the domains of the run except domain 0, in the order of their numbers}
     *
     * @throws IllegalStateException outside a fiber
     */
    public static List<Domain> pool() {
        return Task.current().run().domains().pool();
    }

    @Override
    public String toString() {
        return "domain " + id();
    }
}
