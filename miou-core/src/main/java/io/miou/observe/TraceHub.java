package io.miou.observe;

import io.miou.support.TraceSink;
import io.miou.support.Tracing;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Knows who wants events, and switches them on and off for the process.
 *
 * <p>Threads: any thread may call every method. The lock guards all fields; nothing is waited for while it is held.
 */
public final class TraceHub {

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** There is one while there are subscriptions. The next first subscription gets a new one. */
    @Nullable
    private static EventDispatcher dispatcher;

    private static int subscriptions;

    /** Whether the end of a run waits for the receivers, because the process may end with it. */
    private static boolean flushesAfterRuns;

    /** The flight recorder, if the run-time image has one. */
    @Nullable
    private static TraceSink recorder;

    /** Whether a recording wants frequent events, not only rare ones. */
    private static boolean isRecordingAll;

    private TraceHub() {
    }

    /**
     * Passes all events from now on to a receiver.
     *
     * @param receiver called on a thread of its own
     * @return for {@link #unsubscribe}
     */
    public static Subscription subscribe(EventReceiver receiver) {
        LOCK.lock();
        try {
            EventDispatcher current = dispatcher;
            if (current == null) {
                current = new EventDispatcher();
                current.start();
                dispatcher = current;
            }
            subscriptions++;
            Subscription subscription = new Subscription(receiver, current);
            current.command(() -> subscription.dispatcher().add(subscription));
            update();
            return subscription;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Ends a subscription, and waits until its receiver has had the events that were reported before. Does not wait on
     * the receiver's own thread.
     *
     * @param subscription perhaps ended already
     */
    public static void unsubscribe(Subscription subscription) {
        LOCK.lock();
        try {
            if (subscription.counted) {
                subscription.dispatcher().command(() -> subscription.dispatcher().remove(subscription));
                leave(subscription);
            }
        } finally {
            LOCK.unlock();
        }
        subscription.awaitEnd();
    }

    /** Notes that a subscription wants no more events. */
    static void leave(Subscription subscription) {
        LOCK.lock();
        try {
            if (subscription.counted) {
                subscription.counted = false;
                subscriptions--;
                if (subscriptions == 0) {
                    dispatcher = null;
                    update();
                    subscription.dispatcher().close();
                }
            }
        } finally {
            LOCK.unlock();
        }
    }

    /** Lets the end of each run wait until the receivers have had its events. */
    public static void flushAfterRuns() {
        LOCK.lock();
        try {
            flushesAfterRuns = true;
        } finally {
            LOCK.unlock();
        }
    }

    /** Waits, if that is wanted, until all receivers have had the events that were reported before. */
    public static void runEnded() {
        CountDownLatch flushed = new CountDownLatch(1);
        LOCK.lock();
        try {
            EventDispatcher current = dispatcher;
            if (!flushesAfterRuns || current == null || current.isCurrentThread()) {
                return;
            }
            current.command(() -> {
                try {
                    current.idle();
                } finally {
                    // Also if the heap is used up: the end of the run waits for this.
                    flushed.countDown();
                }
            });
        } finally {
            LOCK.unlock();
        }
        try {
            flushed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Sets the sink of the flight recorder.
     *
     * @param sink gets all rare events from now on
     * @param all whether it gets all others too
     */
    static void record(TraceSink sink, boolean all) {
        LOCK.lock();
        try {
            if (recorder != sink || isRecordingAll != all) {
                recorder = sink;
                isRecordingAll = all;
                update();
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static void update() {
        TraceSink queue = dispatcher;
        TraceSink rare = both(recorder, queue);
        Tracing.set(isRecordingAll ? rare : queue, rare);
    }

    private static @Nullable TraceSink both(@Nullable TraceSink flight, @Nullable TraceSink queue) {
        return queue == null ? flight : flight == null ? queue : new BothSinks(flight, queue);
    }
}
