package io.miou.inbox;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Holds the messages of other threads for a domain, and the mark that the domain sleeps.
 *
 * <p>Threads: {@link #push}, {@link #isEmpty} and {@link #isAsleep} are for any thread, the rest for the one receiving
 * thread. The receiver sees after {@link #takeAll} all that a sender wrote before its push (compare-and-set to
 * get-and-set of {@code top}).
 */
public final class Inbox {

    /*
     * A Treiber stack that the receiver takes as a whole and reverses. One variable holds both the queue and the
     * receiver's sleep, so that no order of events can lose a wakeup:
     *
     *   top        meaning                      push(m)                  fallAsleep()   takeAll()
     *   null       awake, nothing there         m, "no wakeup needed"    ASLEEP, true   null
     *   m ...      something there              m' -> m, "no wakeup"     false          null, gives m ...
     *   ASLEEP     asleep or about to be        m, "wake it"             -              null (awake again)
     *
     * How each signal is caught: a push before fallAsleep makes fallAsleep fail, and the receiver looks again. A push
     * after it sees ASLEEP, and its sender wakes the poller, whose wakeups are sticky. Only the first push after
     * fallAsleep sees ASLEEP: one system call wakes a sleeping domain, for any number of messages.
     */
    private static final Message ASLEEP = new Message() {
        @Override
        public void deliver() {
            throw new AssertionError("the mark of a sleeping domain was delivered");
        }
    };

    private static final VarHandle TOP = VarHandles.field(MethodHandles.lookup(), "top", Message.class);

    @Nullable
    private volatile Message top;

    /** Creates an empty inbox whose receiver is awake. */
    public Inbox() {
    }

    /**
     * Adds a message. Never blocks, allocates or throws. Any thread.
     *
     * @param message a message that is in no inbox
     * @return true if the receiver sleeps, and the caller must wake it
     */
    public boolean push(Message message) {
        for (;;) {
            Message seen = top;
            message.next = seen == ASLEEP ? null : seen;
            if (TOP.compareAndSet(this, seen, message)) {
                return seen == ASLEEP;
            }
            Thread.onSpinWait();
        }
    }

    /** {@return whether there is no message} Any thread; on a thread other than the receiver it may be out of date. */
    public boolean isEmpty() {
        Message seen = top;
        return seen == null || seen == ASLEEP;
    }

    /**
     * Takes all messages; {@link #after} iterates over them. Receiver only; the receiver is awake afterwards.
     *
     * @return the oldest message, or null if there is none
     */
    @Nullable
    public Message takeAll() {
        if (top == null) {
            return null;
        }
        Message newest = (Message) TOP.getAndSet(this, null);
        if (newest == ASLEEP) {
            return null;
        }
        Message oldest = null;
        while (newest != null) {
            Message older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }

    /**
     * Unlinks a message that was taken, so that it may be sent again during its delivery.
     *
     * @param message a message that {@link #takeAll} or this method returned
     * @return the message that was sent after it, or null
     */
    @Nullable
    public static Message after(Message message) {
        Message younger = message.next;
        message.next = null;
        return younger;
    }

    /**
     * Marks the receiver as asleep. Receiver only.
     *
     * @return false if there are messages: the receiver must not sleep
     */
    public boolean fallAsleep() {
        return TOP.compareAndSet(this, null, ASLEEP);
    }

    /** {@return whether the receiver sleeps, or is about to} Any thread. */
    public boolean isAsleep() {
        return top == ASLEEP;
    }

    /** Marks the receiver as awake. Receiver only. */
    public void awake() {
        if (top == ASLEEP) {
            TOP.compareAndSet(this, ASLEEP, null);
        }
    }
}
