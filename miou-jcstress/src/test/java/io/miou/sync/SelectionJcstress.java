package io.miou.sync;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A choice that waits is given one item: of two senders, and of a sender and a cancellation, exactly one wins. */
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first has won")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second has won")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both have won, or none")
public final class SelectionJcstress {

    private SelectionJcstress() {
    }

    /** The selection that ships. */
    @JCStressTest
    @JCStressMeta(SelectionJcstress.class)
    @State
    public static class ShippedWithTwoSenders {

        private final ChannelState left = new ChannelState(0);
        private final ChannelState right = new ChannelState(0);

        public ShippedWithTwoSenders() {
            new Selection<>(EndedTask.TASK, List.of(receive(left), receive(right))).join();
        }

        @Actor
        public void sender(ZZ_Result result) {
            result.r1 = left.put("item") == ChannelState.Answer.SENT;
        }

        @Actor
        public void otherSender(ZZ_Result result) {
            result.r2 = right.put("item") == ChannelState.Answer.SENT;
        }
    }

    /** The selection that ships. */
    @JCStressTest
    @JCStressMeta(SelectionJcstress.class)
    @State
    public static class ShippedWithCancellation {

        private final ChannelState channel = new ChannelState(0);
        private final Selection<Object> selection = new Selection<>(EndedTask.TASK, List.of(receive(channel)));

        public ShippedWithCancellation() {
            selection.join();
        }

        @Actor
        public void sender(ZZ_Result result) {
            result.r1 = channel.put("item") == ChannelState.Answer.SENT;
        }

        @Actor
        public void cancellation(ZZ_Result result) {
            result.r2 = selection.withdraw();
        }
    }

    /** Offers that look whether another one has won and, later, win. */
    @JCStressTest
    @JCStressMeta(SelectionJcstress.class)
    @State
    public static class BrokenOffersThatLookThenWrite {

        private final ChannelState left = new ChannelState(0);
        private final ChannelState right = new ChannelState(0);
        private volatile Object winner;

        public BrokenOffersThatLookThenWrite() {
            left.receivers.add(new Offer());
            right.receivers.add(new Offer());
        }

        private final class Offer extends Waiter {
            @Override
            boolean claim() {
                if (winner != null) {
                    return false;
                }
                winner = this;
                return true;
            }

            @Override
            void wake() {
                // Nobody waits.
            }
        }

        @Actor
        public void sender(ZZ_Result result) {
            result.r1 = left.put("item") == ChannelState.Answer.SENT;
        }

        @Actor
        public void otherSender(ZZ_Result result) {
            result.r2 = right.put("item") == ChannelState.Answer.SENT;
        }
    }

    private static Clause<Object> receive(ChannelState from) {
        return new Clause.Receive<>(from, item -> item);
    }
}
