package io.miou.inbox;

/**
 * The inbox that the scenarios drive: the one that ships, or a twin with one deliberate fault, which the scenarios must
 * catch.
 */
interface Box {

    boolean push(Message message);

    /** Does the same as {@link Inbox#takeAll}. */
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
