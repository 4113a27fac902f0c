package io.miou.sync;

import io.miou.support.Thrown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is, but for suspending: what it holds, who waits to send and who to receive.
 *
 * <p>Threads: any. {@link #put}, {@link #take}, {@link #putOrJoin}, {@link #takeOrJoin} and {@link #close} take the lock;
 * everything else is for who has it.
 */
final class ChannelState {

    /*
     * At any moment at most one of these is true: items or senders wait (senders only when the buffer is full), or receivers
     * wait. An item goes straight to the receiver that has waited longest, else into the buffer; who takes one from a full
     * buffer puts the item of the oldest sender at its end, so that items are received in the order in which they were sent.
     */

    /** What became of an attempt, where it is not the item that was taken. */
    enum Answer {
        /** It was sent. */
        SENT,
        /** The channel is full, or empty. */
        MUST_WAIT,
        /** Nothing can be sent any more, or nothing is left to be taken. */
        CLOSED
    }

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int FIRST_SIZE = 16;

    final SpinLock lock = new SpinLock();

    /** Who needs the locks of several channels takes them in the order of their numbers. */
    final long number = NUMBERS.getAndIncrement();

    final WaitQueue senders = new WaitQueue();
    final WaitQueue receivers = new WaitQueue();
    private final ArrayDeque<Object> buffer;
    private final int capacity;
    private boolean closed;
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

    /** Gives the next item if that needs no waiting, else an answer. */
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
            throw new IllegalStateException("a sender has brought nothing");
        }
        if (item == null) {
            return brought;
        }
        buffer.add(brought);
        return item;
    }

    /** The waiter that the last attempt has served, or null; to be woken by the caller, without the lock. */
    @Nullable
    Waiter takeServed() {
        Waiter waiter = served;
        served = null;
        return waiter;
    }

    // Without the lock

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

    /** Sends the waiter's item, or the waiter joins the senders, and its item will be the answer. */
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

    /** Takes the next item, or the waiter joins the receivers, and its item will be the answer. */
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

    /** Refuses everything from now on but to give what it holds. */
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
        // Nobody joins any more.
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

    /** Runs something quick when it is closed, at once if it is; by who closes it. */
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

    /** Nothing can be taken any more. */
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
