package io.miou.inbox;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The messages that other threads have for a domain, and whether the domain sleeps.
 *
 * <p>Threads: any thread may {@link #push} and ask {@link #isEmpty}; the rest is for the one receiving thread. What a
 * sender wrote before its push is seen by the receiver after {@link #takeAll} (compare-and-set to get-and-set of
 * {@code top}).
 */
public final class Inbox {

    /*
     * A Treiber stack that the receiver takes whole and turns round. One variable holds both the queue and the
     * receiver's sleep, so that no order of events can lose a wakeup:
     *
     *   top        meaning                      push(m)                  fallAsleep()   takeAll()
     *   null       awake, nothing there         m, "no wakeup needed"    ASLEEP, true   null
     *   m ...      something there              m' -> m, "no wakeup"     false          null, gives m ...
     *   ASLEEP     asleep or about to be        m, "wake it"             -              null (awake again)
     *
     * How each signal is caught: a push before fallAsleep makes that fail, and the receiver looks again; a push after it
     * sees ASLEEP, and its sender wakes the poller, whose wakeups are sticky. Only the first push after fallAsleep
     * sees ASLEEP, so a sleeping domain is woken by one system call however many messages come.
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
     * Adds a message; never blocks, allocates or throws. Any thread.
     *
     * @param message in no inbox now
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

    /** {@return whether there is nothing to take} Any thread; for others than the receiver it may be out of date. */
    public boolean isEmpty() {
        Message seen = top;
        return seen == null || seen == ASLEEP;
    }

    /**
     * Takes all messages; go through them with {@link #after}. Receiver only; it is awake afterwards.
     *
     * @return the oldest, or null if there is none
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
     * Unlinks a message that was taken, so that it may be sent again while it is being delivered.
     *
     * @param message one that {@link #takeAll} or this method gave
     * @return the one that was sent after it, or null
     */
    @Nullable
    public static Message after(Message message) {
        Message younger = message.next;
        message.next = null;
        return younger;
    }

    /**
     * Says that the receiver is about to sleep. Receiver only.
     *
     * @return false if there are messages: do not sleep
     */
    public boolean fallAsleep() {
        return TOP.compareAndSet(this, null, ASLEEP);
    }

    /** {@return whether the receiver sleeps, or is about to} Any thread. */
    public boolean isAsleep() {
        return top == ASLEEP;
    }

    /** Says that the receiver is awake again. Receiver only. */
    public void awake() {
        if (top == ASLEEP) {
            TOP.compareAndSet(this, ASLEEP, null);
        }
    }
}
