package io.miou.sync;

import io.miou.support.Thrown;
import io.miou.task.Task;
import io.miou.task.WaitsFor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A channel's state without suspension: buffer, waiting senders, waiting receivers.
 *
 * <p>Threads: any. {@link #put}, {@link #take}, {@link #putOrJoin}, {@link #takeOrJoin} and {@link #close} take the
 * lock. The caller of any other method holds it, unless the method says otherwise.
 */
final class ChannelState {

    /*
     * At any moment items or senders wait (senders only when the buffer is full), or receivers wait, but never both. An
     * item goes straight to the oldest receiver, otherwise into the buffer. Taking an item from a full buffer puts the
     * item of the oldest sender at its end. So items are received in the order in which they were sent.
     */

    /** The result of an attempt, unless that is a received item. */
    enum Answer {
        /** The item was sent. */
        SENT,
        /** The channel is full, or empty. */
        MUST_WAIT,
        /** The channel is closed to senders, or has no item left. */
        CLOSED
    }

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int FIRST_SIZE = 16;

    final SpinLock lock = new SpinLock();

    /** A thread that needs the locks of several channels takes them in the order of their numbers. */
    final long number = NUMBERS.getAndIncrement();

    final WaitQueue senders = new WaitQueue();
    final WaitQueue receivers = new WaitQueue();
    private final ArrayDeque<Object> buffer;
    private final int capacity;
    private boolean closed;

    /** Whether threads that are no fibers use the channel. Written without the lock: it only becomes true. */
    private boolean foreign;

    private List<Runnable> closeListeners = List.of();

    @Nullable
    private Waiter served;

    ChannelState(int capacity) {
        this.capacity = capacity;
        this.buffer = new ArrayDeque<>(Math.min(capacity, FIRST_SIZE));
    }

    // With the lock

    /** Sends an item if that needs no waiting. */
    Answer tryPut(Object item) {
        if (closed) {
            return Answer.CLOSED;
        }
        Waiter receiver = receivers.claimOldest();
        if (receiver != null) {
            receiver.item = item;
            served = receiver;
            return Answer.SENT;
        }
        if (buffer.size() < capacity) {
            buffer.add(item);
            return Answer.SENT;
        }
        return Answer.MUST_WAIT;
    }

    /** Takes the next item if that needs no waiting; otherwise returns an answer. */
    Object tryTake() {
        Object item = buffer.poll();
        if (closed) {
            return item == null ? Answer.CLOSED : item;
        }
        Waiter sender = senders.claimOldest();
        if (sender == null) {
            return item == null ? Answer.MUST_WAIT : item;
        }
        Object brought = sender.item;
        sender.item = Answer.SENT;
        served = sender;
        if (brought == null) {
            throw new IllegalStateException("a sender has brought no item");
        }
        if (item == null) {
            return brought;
        }
        buffer.add(brought);
        return item;
    }

    /** Takes the waiter that the last attempt has served, or null. The caller wakes it without the lock. */
    @Nullable
    Waiter takeServed() {
        Waiter waiter = served;
        served = null;
        return waiter;
    }

    // Without the lock

    /** Notes an attempt that need not be that of a fiber. */
    void noteCaller() {
        if (!foreign && Task.currentOrNull() == null) {
            foreign = true;
        }
    }

    /** Notes that threads that are no fibers use the channel. */
    void openToThreads() {
        foreign = true;
    }

    /** Returns the tasks that can end the wait of a sender or receiver. Any thread. */
    WaitsFor waitsFor() {
        return foreign ? WaitsFor.ANYTHING : WaitsFor.ANY_TASK;
    }

    Answer put(Object item) {
        Waiter receiver;
        Answer answer;
        lock.lock();
        try {
            answer = tryPut(item);
            receiver = takeServed();
        } finally {
            lock.unlock();
        }
        wake(receiver);
        return answer;
    }

    Object take() {
        Waiter sender;
        Object answer;
        lock.lock();
        try {
            answer = tryTake();
            sender = takeServed();
        } finally {
            lock.unlock();
        }
        wake(sender);
        return answer;
    }

    /** Sends the waiter's item, or adds the waiter to the senders; its item is the answer later. */
    Answer putOrJoin(Waiter waiter, Object item) {
        waiter.item = item;
        Waiter receiver;
        Answer answer;
        lock.lock();
        try {
            answer = tryPut(item);
            receiver = takeServed();
            if (answer == Answer.MUST_WAIT) {
                senders.add(waiter);
            }
        } finally {
            lock.unlock();
        }
        wake(receiver);
        return answer;
    }

    /** Takes the next item, or adds the waiter to the receivers; its item is the answer later. */
    Object takeOrJoin(Waiter waiter) {
        Waiter sender;
        Object answer;
        lock.lock();
        try {
            answer = tryTake();
            sender = takeServed();
            if (answer == Answer.MUST_WAIT) {
                receivers.add(waiter);
            }
        } finally {
            lock.unlock();
        }
        wake(sender);
        return answer;
    }

    /** Closes the channel to senders, and to receivers once it is empty. */
    void close() {
        List<Runnable> told;
        lock.lock();
        try {
            closed = true;
            told = closeListeners;
            closeListeners = List.of();
        } finally {
            lock.unlock();
        }
        // No waiter joins any more.
        senders.serveAll(lock, ChannelState::refuse);
        receivers.serveAll(lock, ChannelState::refuse);
        Thrown thrown = new Thrown();
        for (Runnable listener : told) {
            try {
                listener.run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        }
        thrown.throwFirst();
    }

    /**
     * Runs a quick action when the channel is closed, on the thread that closes it; now if it is closed. Takes the
     * lock.
     */
    void onClose(Runnable action) {
        lock.lock();
        try {
            if (!closed) {
                closeListeners = new ArrayList<>(closeListeners);
                closeListeners.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** Returns whether no item can be taken any more. Takes the lock. */
    boolean isDrained() {
        lock.lock();
        try {
            return closed && buffer.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static void refuse(Waiter waiter) {
        waiter.item = Answer.CLOSED;
        waiter.wake();
    }

    private static void wake(@Nullable Waiter waiter) {
        if (waiter != null) {
            waiter.wake();
        }
    }
}
