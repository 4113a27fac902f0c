package io.miou.inbox;

import org.jspecify.annotations.Nullable;

/**
 * An action that another thread sends to a domain. A message is itself the node of the queue, so that sending allocates
 * nothing. It is therefore in at most one inbox at a time. A sender may send it again only after the delivery.
 *
 * <p>Threads: {@code next} belongs to the holder of the message: first the sender, then the inbox, then the receiver.
 * The compare-and-set of {@link Inbox#push} publishes it.
 */
public abstract class Message {

    @Nullable
    Message next;

    /**
     * {@return a message that runs an action on its delivery}
     *
     * @param action runs on the receiving domain
     */
    public static Message of(Runnable action) {
        return new Message() {
            @Override
            public void deliver() {
                action.run();
            }
        };
    }

    /** Does the work, on the receiving domain. Called once for each time the message was sent. */
    public abstract void deliver();
}
