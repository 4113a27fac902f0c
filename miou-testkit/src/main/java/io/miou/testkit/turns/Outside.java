package io.miou.testkit.turns;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The work that threads outside a world do for it: code that runs there, and futures that they complete. The picker of
 * {@link Turns} waits for it here, in real time.
 *
 * <p>A signal from outside is never lost: it is written before {@code waitingPicker} is read, and the picker writes
 * {@code waitingPicker} before it looks for signals once more and parks.
 *
 * <p>Threads: {@link #wakePicker} and the callbacks are for any thread, {@link #codeBegins} and {@link #futureAwaited}
 * for the domain that has the turn, {@link #deliverEnded} for a domain that leaves, the rest for the picker, which has
 * the lock of {@link Turns}.
 */
final class Outside {

    private static final long CODE_GRACE = TimeUnit.SECONDS.toNanos(1);

    /**
     * The divisor of a standstill's real time that gives the share of futures. One future may hold the clock for this
     * share, and all futures together, without success, for twice as long.
     */
    private static final int FUTURES_SHARE = 3;

    private final ReentrantLock lock;
    private final long realNanos;
    private final BooleanSupplier isSomeReady;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private long futuresGrace;

    @Nullable
    private volatile Thread waitingPicker;

    /**
     * @param lock of the turns; the picker gives it up while it waits
     * @param realNanos the real time after which a sleeping program counts as standing still
     * @param isSomeReady whether a domain can run; called with the lock
     */
    Outside(ReentrantLock lock, long realNanos, BooleanSupplier isSomeReady) {
        this.lock = lock;
        this.realNanos = realNanos;
        this.isSomeReady = isSomeReady;
        this.futuresGrace = 2 * realNanos / FUTURES_SHARE;
    }

    Runnable codeBegins(Seat seat, Runnable delivery) {
        return add(new Call(seat, delivery, false));
    }

    Runnable futureAwaited(Seat seat, Runnable delivery) {
        return add(new Call(seat, delivery, true));
    }

    private Runnable add(Call call) {
        calls.add(call);
        return call;
    }

    void wakePicker() {
        Thread picker = waitingPicker;
        if (picker != null) {
            LockSupport.unpark(picker);
        }
    }

    /** Waits until no code runs outside, for {@link #CODE_GRACE} at most, and delivers the ends that have come. */
    void awaitCode() throws InterruptedException {
        if (calls.isEmpty()) {
            return;
        }
        // Futures are waited for only when no domain can run: another fiber may complete them.
        long deadline = System.nanoTime() + CODE_GRACE;
        for (long left = CODE_GRACE; isCodeRunning() && left > 0; left = deadline - System.nanoTime()) {
            waitingPicker = Thread.currentThread();
            if (isCodeRunning()) {
                park(left);
            }
            waitingPicker = null;
        }
        calls.stream().filter(call -> call.ended).toList().forEach(Call::deliver);
    }

    /**
     * Gives threads outside the world some time to complete a future; false if there is none, or none of them was
     * completed.
     */
    boolean awaitFutures() throws InterruptedException {
        if (calls.stream().noneMatch(Call::isFutureToWaitFor)) {
            return false;
        }
        long begin = System.nanoTime();
        long end = begin + Math.min(realNanos / FUTURES_SHARE, futuresGrace);
        for (long left = end - begin; left > 0; left = end - System.nanoTime()) {
            waitingPicker = Thread.currentThread();
            if (!hasChanged()) {
                park(left);
            }
            waitingPicker = null;
            if (hasChanged()) {
                return true;
            }
        }
        futuresGrace -= System.nanoTime() - begin;
        calls.forEach(call -> call.wasWaitedFor = true);
        return false;
    }

    /**
     * Waits until something has changed, or some time has passed.
     *
     * @param left the nanoseconds until the program counts as standing still
     * @param willNothingCome whether no thread outside could end any of the waits
     * @return false if probably nothing will ever change
     */
    boolean awaitChange(long left, BooleanSupplier willNothingCome) throws InterruptedException {
        waitingPicker = Thread.currentThread();
        try {
            if (hasChanged()) {
                return true;
            }
            if (isCodeRunning()) {
                park(CODE_GRACE);
                return true;
            }
            if (left <= 0 || willNothingCome.getAsBoolean()) {
                return false;
            }
            park(left);
            return true;
        } finally {
            waitingPicker = null;
        }
    }

    private boolean hasChanged() {
        return calls.stream().anyMatch(call -> call.ended) || isSomeReady.getAsBoolean();
    }

    private boolean isCodeRunning() {
        return calls.stream().anyMatch(call -> !call.ended && !call.isFuture);
    }

    /** Whether the clock must not move, because an end has to be waited for or delivered first. */
    boolean holdsClock() {
        return calls.stream().anyMatch(call -> call.ended || !call.isFuture || !call.wasWaitedFor);
    }

    /** Delivers the ends of calls of a domain that has left. */
    void deliverEnded(Seat seat) {
        calls.stream().filter(call -> call.seat == seat && call.ended).toList().forEach(Call::deliver);
    }

    private void park(long nanos) throws InterruptedException {
        lock.unlock();
        try {
            LockSupport.parkNanos(this, nanos);
        } finally {
            lock.lock();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Code on a thread outside the world, or a future that another thread completes. Its end is delivered by the
     * picker, in the order in which they were begun.
     */
    private final class Call implements Runnable {
        private final Seat seat;
        private final boolean isFuture;
        private boolean wasWaitedFor;
        private final Runnable delivery;
        private final AtomicBoolean delivered = new AtomicBoolean();
        private volatile boolean ended;

        Call(Seat seat, Runnable delivery, boolean isFuture) {
            this.seat = seat;
            this.isFuture = isFuture;
            this.delivery = delivery;
        }

        @Override
        public void run() {
            ended = true;
            if (seat.gone) {
                deliver();
            } else {
                wakePicker();
            }
        }

        boolean isFutureToWaitFor() {
            return isFuture && !wasWaitedFor && !ended;
        }

        void deliver() {
            if (delivered.compareAndSet(false, true)) {
                calls.remove(this);
                delivery.run();
                // Its own thread may have run that, and wakes nobody then.
                seat.woken = true;
            }
        }
    }
}
