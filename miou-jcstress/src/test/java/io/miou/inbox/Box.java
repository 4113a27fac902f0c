package io.miou.inbox;

/**
 * What the scenarios drive: the inbox that ships, and twins with one deliberate fault each, which the scenarios must
 * catch.
 */
interface Box {

    boolean push(Message message);

    /** As {@link Inbox#takeAll}. */
    Message takeAll();

    boolean fallAsleep();

    void awake();

    /** The inbox that ships. */
    static Box shipped() {
        Inbox inbox = new Inbox();
        return new Box() {
            @Override
            public boolean push(Message message) {
                return inbox.push(message);
            }

            @Override
            public Message takeAll() {
                return inbox.takeAll();
            }

            @Override
            public boolean fallAsleep() {
                return inbox.fallAsleep();
            }

            @Override
            public void awake() {
                inbox.awake();
            }
        };
    }
}
