package io.miou.observe;

import io.miou.TraceEvent;
import io.miou.support.Log;
import io.miou.support.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Passes events from the domains to the consumers, through one queue and on a thread of its own. So a consumer may
 * block without blocking a domain, and events arrive in an order that no thread contradicts: that of each domain, and
 * causes before their effects.
 *
 * <p>Threads: {@link #report}, {@link #command} and {@link #close} are for any thread; the rest is for its own.
 * {@code subscriptions} is confined to that.
 */
final class EventDispatcher implements TraceSink, Runnable {

    private static final int MOST_WAITING = 1 << 20;
    private static final long PAUSE_NANOS = 2_000_000;

    /** Events, and commands in between. */
    private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Thread thread;
    private long lastTime;
    private volatile boolean closed;

    EventDispatcher() {
        thread = new Thread(null, this, "miou-trace", 0, false);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Lets the thread end after it has handled everything that was queued before. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void report(TraceEvent event, @Nullable Object span) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            lost.incrementAndGet();
        } else {
            queue.add(event);
        }
    }

    /** Runs a command on the thread, after the events that were reported before. */
    void command(Runnable command) {
        queue.add(command);
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        boolean last;
        do {
            last = closed;
            try {
                handleAll();
            } catch (Throwable e) {
                // The heap is used up: the rest is handled the next time.
                last = false;
            }
            if (!last) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } while (!last);
    }

    private void handleAll() {
        boolean any = false;
        for (Object next = queue.poll(); next != null; next = queue.poll()) {
            any = true;
            if (next instanceof TraceEvent event) {
                waiting.decrementAndGet();
                lastTime = event.time();
                deliver(event);
            } else if (next instanceof Runnable command) {
                command.run();
            }
        }
        long dropped = lost.getAndSet(0);
        if (dropped > 0) {
            deliver(new TraceEvent.Lost(lastTime, dropped));
        }
        if (any) {
            idle();
        }
    }

    private void deliver(TraceEvent event) {
        for (Subscription one : subscriptions.toArray(Subscription[]::new)) {
            try {
                one.receiver().accept(event);
            } catch (Throwable e) {
                fail(one, e);
            }
        }
    }

    /** Tells the receivers that no event is waiting. */
    void idle() {
        for (Subscription one : subscriptions.toArray(Subscription[]::new)) {
            try {
                one.receiver().idle();
            } catch (Throwable e) {
                fail(one, e);
            }
        }
    }

    void add(Subscription subscription) {
        subscriptions.add(subscription);
    }

    void remove(Subscription subscription) {
        if (subscriptions.remove(subscription)) {
            subscription.end();
        }
    }

    private void fail(Subscription subscription, Throwable problem) {
        Log.warning("a consumer of trace events has thrown, and gets no more events: fix it, and start a new Trace",
                problem);
        remove(subscription);
        TraceHub.leave(subscription);
    }
}
