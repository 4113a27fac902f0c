package io.miou.inbox;

import java.util.concurrent.atomic.AtomicReference;

/** The algorithm of the inbox, without a fault: each twin changes one method. */
class CopyOfInbox implements Box {

    static final Message ASLEEP = new Parcel();

    final AtomicReference<Message> top = new AtomicReference<>();

    @Override
    public boolean push(Message message) {
        for (;;) {
            Message seen = top.get();
            message.next = seen == ASLEEP ? null : seen;
            if (top.compareAndSet(seen, message)) {
                return seen == ASLEEP;
            }
        }
    }

    @Override
    public Message takeAll() {
        return oldestOf(top.getAndSet(null));
    }

    static Message oldestOf(Message newest) {
        Message oldest = null;
        for (Message message = newest == ASLEEP ? null : newest; message != null;) {
            Message older = message.next;
            message.next = oldest;
            oldest = message;
            message = older;
        }
        return oldest;
    }

    @Override
    public boolean fallAsleep() {
        return top.compareAndSet(null, ASLEEP);
    }

    @Override
    public void awake() {
        top.compareAndSet(ASLEEP, null);
    }
}
