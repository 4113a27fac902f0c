package io.miou.inbox;

import java.util.ArrayList;
import java.util.List;

/**
 * The inbox that the stress tests drive: the one that ships, or a twin with one deliberate fault, which the same tests
 * must catch.
 */
interface BoxUnderTest {

    boolean push(Message message);

    /** Takes all messages that have come, oldest first. */
    List<Message> takeAll();

    boolean fallAsleep();

    void awake();

    /** The inbox that ships. */
    static BoxUnderTest shipped() {
        Inbox inbox = new Inbox();
        return new BoxUnderTest() {
            @Override
            public boolean push(Message message) {
                return inbox.push(message);
            }

            @Override
            public List<Message> takeAll() {
                List<Message> all = new ArrayList<>();
                Message message = inbox.takeAll();
                while (message != null) {
                    all.add(message);
                    message = Inbox.after(message);
                }
                return all;
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

    /** A twin of the inbox, and what is wrong with it. */
    final class Broken implements BoxUnderTest {

        enum Fault {
            /** Reads the top and, a moment later, writes it, where the inbox compares and sets. */
            PUSH_READS_THEN_WRITES,
            /** Looks whether it is empty and, a moment later, says that it sleeps. */
            SLEEP_READS_THEN_WRITES,
            /** The newest first. */
            NOT_TURNED_ROUND
        }

        private static final Message ASLEEP = new Message() {
            @Override
            public void deliver() {
                throw new AssertionError("delivered");
            }
        };

        private final Fault fault;
        private volatile Message top;

        Broken(Fault fault) {
            this.fault = fault;
        }

        @Override
        public boolean push(Message message) {
            if (fault == Fault.PUSH_READS_THEN_WRITES) {
                return link(message);
            }
            synchronized (this) {
                return link(message);
            }
        }

        private boolean link(Message message) {
            Message seen = top;
            message.next = seen == ASLEEP ? null : seen;
            if (fault == Fault.PUSH_READS_THEN_WRITES && seen == null) {
                Thread.yield();
            }
            top = message;
            return seen == ASLEEP;
        }

        @Override
        public List<Message> takeAll() {
            Message newest;
            synchronized (this) {
                newest = top;
                top = null;
            }
            List<Message> all = new ArrayList<>();
            for (Message message = newest == ASLEEP ? null : newest; message != null; message = Inbox.after(message)) {
                all.add(message);
            }
            return fault == Fault.NOT_TURNED_ROUND ? all : all.reversed();
        }

        @Override
        public boolean fallAsleep() {
            if (fault == Fault.SLEEP_READS_THEN_WRITES) {
                return sleepIfEmpty();
            }
            synchronized (this) {
                return sleepIfEmpty();
            }
        }

        private boolean sleepIfEmpty() {
            if (top != null) {
                return false;
            }
            if (fault == Fault.SLEEP_READS_THEN_WRITES) {
                Thread.yield();
            }
            top = ASLEEP;
            return true;
        }

        @Override
        public void awake() {
            synchronized (this) {
                if (top == ASLEEP) {
                    top = null;
                }
            }
        }
    }
}
