package io.miou.inbox;

import io.miou.jcstress.Moment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A sender and the receiver, and two senders: every message is taken once, with what was written before it was sent.
 */
@Outcome(id = "both", expect = Expect.ACCEPTABLE, desc = "both messages have come, whole")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a message is missing, or what was written before it was sent")
public final class InboxJcstress {

    private InboxJcstress() {
    }

    /** Two messages; the receiver takes what there is and, when all is over, the rest. */
    private static final class Traffic {

        private final Box box;
        private final Parcel first = new Parcel();
        private final Parcel second = new Parcel();
        private int whole;

        Traffic(Box box) {
            this.box = box;
        }

        void sendFirst() {
            first.content = 1;
            box.push(first);
        }

        void sendSecond() {
            second.content = 1;
            box.push(second);
        }

        void take() {
            for (Message message = box.takeAll(); message != null; message = Inbox.after(message)) {
                whole += ((Parcel) message).content;
            }
        }

        String judge() {
            take();
            return whole == 2 ? "both" : whole + " of 2";
        }
    }

    /** The inbox that ships. */
    @JCStressTest
    @JCStressMeta(InboxJcstress.class)
    @State
    public static class ShippedWithTwoSenders {

        private final Traffic traffic = new Traffic(Box.shipped());

        @Actor
        public void sender() {
            traffic.sendFirst();
        }

        @Actor
        public void otherSender() {
            traffic.sendSecond();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = traffic.judge();
        }
    }

    /** The inbox that ships. */
    @JCStressTest
    @JCStressMeta(InboxJcstress.class)
    @State
    public static class ShippedWithReceiver {

        private final Traffic traffic = new Traffic(Box.shipped());

        @Actor
        public void sender() {
            traffic.sendFirst();
            traffic.sendSecond();
        }

        @Actor
        public void receiver() {
            traffic.take();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = traffic.judge();
        }
    }

    /** Reads the top and, later, writes it. */
    @JCStressTest
    @JCStressMeta(InboxJcstress.class)
    @State
    public static class BrokenPushThatLooksThenWrites {

        private final Traffic traffic = new Traffic(new CopyOfInbox() {
            @Override
            public boolean push(Message message) {
                Message seen = top.get();
                message.next = seen == ASLEEP ? null : seen;
                Moment.passes();
                top.set(message);
                return seen == ASLEEP;
            }
        });

        @Actor
        public void sender() {
            traffic.sendFirst();
        }

        @Actor
        public void otherSender() {
            traffic.sendSecond();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = traffic.judge();
        }
    }

    /** Reads the top and, later, empties it. */
    @JCStressTest
    @JCStressMeta(InboxJcstress.class)
    @State
    public static class BrokenTakeThatLooksThenWrites {

        private final Traffic traffic = new Traffic(new CopyOfInbox() {
            @Override
            public Message takeAll() {
                Message newest = top.get();
                Moment.passes();
                top.set(null);
                return oldestOf(newest);
            }
        });

        @Actor
        public void sender() {
            traffic.sendFirst();
            traffic.sendSecond();
        }

        @Actor
        public void receiver() {
            traffic.take();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = traffic.judge();
        }
    }
}
