package io.miou.inbox;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done on a domain. A message is the node of the queue itself, so that sending one allocates nothing;
 * it is therefore in at most one inbox at a time, and whoever sends it again must know that it was delivered.
 *
 * <p>Threads: {@code next} belongs to whoever holds the message, first the sender, then the inbox, then the receiver;
 * the compare-and-set of {@link Inbox#push} publishes it.
 */
public abstract class Message {

    @Nullable
    Message next;

    /** What is to be done; called once for each time it was sent, on the receiving domain. */
    public abstract void deliver();
}
