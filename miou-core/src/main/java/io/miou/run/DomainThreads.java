package io.miou.run;

import io.miou.domain.DomainLoop;
import io.miou.domain.InterruptListener;
import io.miou.fiber.FiberEngine;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The threads that drive the domains of one run. A domain gets another thread when a fiber never gives its thread back
 * (rule 32).
 *
 * <p>Threads: {@link #start} is for the thread that decides which thread drives the domain, {@link #awaitEnd} for the
 * run's.
 */
final class DomainThreads {

    private final FiberEngine engine;
    private final long stackSize;

    /**
     * The threads by the number of their domain. Null for a domain that has no thread of its own: the caller of run
     * drives domain 0.
     */
    private final AtomicReferenceArray<@Nullable Thread> threads;

    DomainThreads(FiberEngine engine, int domains, long stackSize) {
        this.engine = engine;
        this.stackSize = stackSize;
        this.threads = new AtomicReferenceArray<>(domains);
    }

    /** Starts a thread that drives a domain, which no other thread drives now. */
    void start(DomainLoop loop) {
        Thread thread = new Thread(null, () -> loop.run(engine, null), "miou-domain-" + loop.id(), stackSize);
        // An abandoned thread must not keep the process alive.
        thread.setDaemon(true);
        Thread before = threads.getAndSet(loop.id(), thread);
        try {
            thread.start();
        } catch (Throwable e) {
            threads.set(loop.id(), before);
            throw e;
        }
    }

    /**
     * Waits for the end of a domain and of the thread that drives it then. Nothing to wait for if it was never started.
     */
    void awaitEnd(DomainLoop loop, InterruptListener listener) {
        while (threads.get(loop.id()) != null) {
            try {
                loop.awaitEnd();
                Thread last = threads.get(loop.id());
                if (last != null) {
                    last.join();
                }
                return;
            } catch (InterruptedException e) {
                listener.interrupted();
            }
        }
    }

    /**
     * Whether the caller cannot be domain 0 itself. A virtual thread cannot. A thread that carries fibers may never
     * come back from one (rule 32). It may also lose an interrupt: mounting a fiber clears the flag that the
     * interrupter has just set.
     */
    static boolean needStandIn(FiberEngine engine) {
        return Thread.currentThread().isVirtual() || !engine.canReclaimDomains();
    }
}
