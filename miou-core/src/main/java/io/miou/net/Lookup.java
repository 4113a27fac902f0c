package io.miou.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of a host's addresses, shared by all tasks that ask for it while it runs.
 *
 * <p>Threads: {@link #run} is for the thread that looks up, {@link #add} and {@link #left} are for the domains of the
 * tasks that ask. {@code waiting} counts those tasks, or is {@value #OVER} for good: the lookup has ended, or was
 * dropped before it began because no task waited any more.
 *
 * <p>A wait is counted before it is in the queue. The thread that adds a wait reads {@code over} afterwards; the thread
 * that sets {@code over} empties the queue afterwards. So each wait is served.
 */
final class Lookup implements Runnable {

    private static final int OVER = -1;

    private final String host;
    private final Lookups lookups;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentLinkedQueue<LookupWait> waits = new ConcurrentLinkedQueue<>();

    private InetAddress @Nullable [] addresses;
    private @Nullable Throwable failure;

    private volatile boolean begun;
    private volatile boolean over;

    Lookup(String host, Lookups lookups) {
        this.host = host;
        this.lookups = lookups;
    }

    String host() {
        return host;
    }

    /** Adds a wait; returns false if the lookup is over. */
    boolean add(LookupWait wait) {
        for (int before = waiting.get(); before != OVER; before = waiting.get()) {
            if (waiting.compareAndSet(before, before + 1)) {
                wait.waitFor(this);
                waits.add(wait);
                if (over) {
                    serveAll();
                }
                return true;
            }
        }
        return false;
    }

    /** Removes a task that waits no longer from the count. */
    void left() {
        int before = waiting.get();
        while (before > 0 && !waiting.compareAndSet(before, before - 1)) {
            before = waiting.get();
        }
        if (before == 1 && !begun && waiting.compareAndSet(0, OVER)) {
            lookups.drop(this);
        }
    }

    @Override
    public void run() {
        begun = true;
        if (waiting.get() == OVER) {
            return;
        }
        try {
            end(lookups.addressesOf(host), null);
        } catch (Throwable e) {
            end(null, e);
        }
    }

    /** Ends the lookup, and gives the answer to all tasks that wait for it. */
    void end(InetAddress @Nullable [] found, @Nullable Throwable thrown) {
        addresses = found;
        failure = thrown;
        waiting.set(OVER);
        over = true;
        lookups.ended(this);
        serveAll();
    }

    private void serveAll() {
        for (LookupWait next = waits.poll(); next != null; next = waits.poll()) {
            next.answer(addresses, failure);
        }
    }
}
