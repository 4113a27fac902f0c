package io.miou.domain;

import io.miou.fiber.BlockedFibers;
import io.miou.fiber.EndGrace;
import io.miou.inbox.Message;
import io.miou.spi.Backend;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a domain ends: it counts fibers, notes the request to stop, and keeps the fibers that block for good
 * (rule 32). A superclass of the loop, so that a new fiber is counted in the loop itself.
 *
 * <p>Threads: {@link #requestStop}, {@link #giveUpBlocked}, {@link #endGrace} and {@link #hasEnded} are for any
 * thread, {@link #fibers} for observers on any thread, {@link #awaitEnd} and {@link #end} for a thread that drives the
 * domain, the rest for the domain.
 */
abstract sealed class DomainLife extends DomainInbox permits DomainLoop {

    private final BlockedFibers blocked = new BlockedFibers();
    private final EndGrace endGrace;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long fibers;
    private volatile boolean stopping;

    DomainLife(int run, int id, Backend backend, EndGrace endGrace, SleepWatch sleep, Consumer<Throwable> onFailure) {
        super(run, id, backend, sleep, onFailure);
        this.endGrace = endGrace;
    }

    /** Counts a new fiber of this domain, which will be resumed. */
    public final void fiberAdded() {
        fibers++;
    }

    @Override
    public final void fiberEnded() {
        fibers--;
    }

    /** {@return the number of fibers of this domain that have not ended} Any thread; may be out of date. */
    public final long fibers() {
        return fibers;
    }

    /** Lets the loop end as soon as it has no fiber. Any thread. */
    public final void requestStop() {
        stopping = true;
        post(Message.of(() -> {
            // The message only wakes the domain.
        }));
    }

    /** {@return whether the domain was asked to stop and its last fiber has ended} */
    final boolean mayEnd() {
        return fibers == 0 && stopping;
    }

    @Override
    public final EndGrace endGrace() {
        return endGrace;
    }

    @Override
    public final BlockedFibers blockedFibers() {
        return blocked;
    }

    /** Lets the loop give up the blocked fibers whose grace is over (rule 32). Any thread. */
    public final void giveUpBlocked() {
        post(Message.of(() -> blocked.giveUp(endGrace)));
    }

    /** Ends the domain and closes its backend, after its last fiber has ended. */
    final void end(@Nullable InterruptListener listener) {
        try {
            if (listener != null) {
                listener.stopListening();
            }
            drivenBy(null);
            poller.close();
        } finally {
            // Also after an error such as OutOfMemoryError: another thread waits for this.
            ended.countDown();
        }
    }

    /** Closes the backend of a domain that will never run. */
    public final void abandon() {
        poller.close();
    }

    /**
     * Waits until the domain has ended, on any thread that drives it.
     *
     * @throws InterruptedException if the caller is interrupted
     */
    public final void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** {@return whether the domain has ended} Any thread. */
    public final boolean hasEnded() {
        return ended.getCount() == 0;
    }
}
