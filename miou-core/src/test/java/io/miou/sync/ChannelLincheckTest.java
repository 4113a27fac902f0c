package io.miou.sync;

import io.miou.sync.ChannelState.Answer;
import io.miou.testing.Linearizability;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A channel with room for one item, under all interleavings of a few operations. Waiting is to join the queue and to be
 * withdrawn from it, unless the partner has come before. (A rendezvous is two operations at one moment, which no order
 * explains; {@link SyncStressTest} has it.)
 */
@Tag("lincheck")
class ChannelLincheckTest {

    /** The operations that any thread may call. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public static class AnyThread {

        private final Channel<Integer> channel = Channel.of(1);

        @Operation
        public boolean trySend(@Param(name = "item") int item) {
            return channel.trySend(item);
        }

        @Operation
        public Optional<Integer> tryReceive() {
            return channel.tryReceive();
        }

        @Operation
        public void close() {
            channel.close();
        }
    }

    /** The operations of fibers, which may be cancelled. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public static class Waiting {

        private final ChannelState channel = new ChannelState(1);

        @Operation
        public String sendOrBeCancelled(@Param(name = "item") int item) {
            PassiveWaiter waiter = new PassiveWaiter(channel.lock);
            Object answer = channel.putOrJoin(waiter, item);
            return outcome(waiter, answer);
        }

        @Operation
        public String receiveOrBeCancelled() {
            PassiveWaiter waiter = new PassiveWaiter(channel.lock);
            Object answer = channel.takeOrJoin(waiter);
            return outcome(waiter, answer);
        }

        private static String outcome(PassiveWaiter waiter, Object answer) {
            if (answer != Answer.MUST_WAIT) {
                return answer.toString();
            }
            if (waiter.withdraw()) {
                return "cancelled";
            }
            while (!waiter.isWoken()) {
                Thread.onSpinWait();
            }
            return waiter.item.toString();
        }

        @Operation
        public void close() {
            channel.close();
        }
    }

    /** Looks whether there is room and, later, uses it. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public static class Broken {

        private final ArrayDeque<Integer> buffer = new ArrayDeque<>();

        private synchronized int size() {
            return buffer.size();
        }

        private synchronized void add(int item) {
            buffer.add(item);
        }

        @Operation
        public boolean trySend(@Param(name = "item") int item) {
            if (size() == 1) {
                return false;
            }
            add(item);
            return true;
        }

        @Operation
        public synchronized Optional<Integer> tryReceive() {
            return Optional.ofNullable(buffer.poll());
        }
    }

    @Test
    void channelUsedByThreads_isLinearizable() {
        Linearizability.check(AnyThread.class);
    }

    @Test
    void channelWithWaiters_isLinearizable() {
        Linearizability.check(Waiting.class);
    }

    @Test
    void twinThatLooksThenSends_isCaught() {
        Linearizability.mustCatch(Broken.class);
    }
}
