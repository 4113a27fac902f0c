package io.miou;

import io.miou.domain.DomainLoop;
import io.miou.task.Task;
import java.util.List;

/**
 * A thread that is scheduler and event loop at once, and carries fibers. Domain 0 is the thread of the main task and
 * ends with it; the other domains are the pool. A value: any thread may keep and compare it.
 *
 * @since 0.1.0
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

    /**
     * {@return whether the other fibers of a domain run while one of them waits in a call of the JDK, such as a lock or
     * a queue} True on the carried engine. On the portable engine such a fiber blocks its domain. Then code must not
     * wait in the JDK for another fiber of the same domain.
     *
     * @throws IllegalStateException outside a fiber
     */
    public static boolean jdkWaitsSuspend() {
        return Task.current().run().engine().jdkWaitsSuspend();
    }

    @Override
    public String toString() {
        return "domain " + id();
    }
}
