package io.netty.channel.kqueue;

/** Gives tests what Netty keeps to its package: an event object that is filled again and again. */
public final class ReusedEvent {

    private final KQueueIoEvent event = new KQueueIoEvent();

    /** Fills it. */
    public KQueueIoEvent fill(int ident, short filter, short flags, int fflags, long id) {
        event.update(ident, filter, flags, fflags, 0, id);
        return event;
    }

    /** Leaves nothing of the last event in it. */
    public void spoil() {
        event.update(-1, (short) 0, (short) 0, 0, 0, -1);
    }
}
