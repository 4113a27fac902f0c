package io.miou.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One question for the addresses of a host, for all tasks that ask it while it is under way.
 *
 * <p>Threads: {@link #run} is for the thread that looks up, {@link #add} and {@link #left} for the domains of those that ask.
 * {@code waiting} counts those, or is {@value #OVER}, which is for good: the question has ended, or was dropped because nobody waits for
 * it and it has not begun. A wait is counted before it is in the queue. Who has put it there looks at {@code over} afterwards, and who
 * has set {@code over} empties the queue afterwards, so each wait is served.
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

    /** {@return false if it is over} */
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

    /** One of those that asked waits no longer. */
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

    /** Gives the answer to all that wait for it. */
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
