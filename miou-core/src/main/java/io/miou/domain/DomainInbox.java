package io.miou.domain;

import io.miou.inbox.Inbox;
import io.miou.inbox.Message;
import io.miou.spi.Backend;
import java.util.function.Consumer;

/**
 * Takes the messages that other threads send to a domain: into its inbox, and wakes its poller. A superclass of the
 * loop, so that a post reads fields of the loop itself.
 *
 * <p>Threads: {@link #post}, {@link #postCancellation}, {@link #hasUnreadMessages} and {@link #isAsleep} are for any
 * thread, the rest for the domain. A push happens before the delivery.
 */
abstract sealed class DomainInbox extends DomainOccupancy permits DomainLife {

    final Inbox inbox = new Inbox();
    final DomainPoller poller;

    /** Whether the inbox may hold a cancellation. Set after the push, cleared before the inbox is drained. */
    private volatile boolean cancellations;

    DomainInbox(int run, int id, Backend backend, SleepWatch sleep, Consumer<Throwable> onFailure) {
        this.poller = new DomainPoller(run, id, backend, inbox, sleep, onFailure);
    }

    /** {@return the backend in use} */
    public final Backend backend() {
        return poller.backend();
    }

    @Override
    public final void post(Message message) {
        if (inbox.push(message)) {
            poller.wakeup();
        }
    }

    /**
     * Posts a message that may cancel a task or a scope of this domain. From now on {@link #hasCancellations} is true,
     * until the inbox is drained. Any thread.
     *
     * @param message the message to deliver
     */
    public final void postCancellation(Message message) {
        boolean asleep = inbox.push(message);
        cancellations = true;
        if (asleep) {
            poller.wakeup();
        }
    }

    /** {@return whether a message was posted that the domain has not taken out of its inbox} Any thread. */
    public final boolean hasUnreadMessages() {
        return !inbox.isEmpty();
    }

    /** {@return whether a cancellation may be in the inbox} */
    public final boolean hasCancellations() {
        return cancellations;
    }

    /** {@return whether the domain sleeps in its poller, or is about to} Any thread; may be out of date. */
    final boolean isAsleep() {
        return inbox.isAsleep();
    }

    /** Empties the inbox and delivers its messages, oldest first. {@return whether there was one} */
    final boolean deliverAll() {
        if (cancellations) {
            cancellations = false;
        }
        Message message = inbox.takeAll();
        if (message == null) {
            return false;
        }
        while (message != null) {
            Message younger = Inbox.after(message);
            try {
                message.deliver();
            } catch (Throwable e) {
                failed(e);
            }
            message = younger;
        }
        return true;
    }
}
