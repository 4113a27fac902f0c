package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Tests a channel, one step after the other. */
class ChannelTest {

    private final Trail trail = new Trail();

    @Test
    void negativeCapacityAndNull_areRefused() {
        assertThatThrownBy(() -> Channel.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Channel.of(1).trySend(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Channel.of(1).send(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void outsideAFiber_onlyWhatSuspendsIsRefused() {
        Channel<String> channel = Channel.of(1);
        assertThatThrownBy(() -> channel.send("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(channel::receive).isInstanceOf(IllegalStateException.class);
        assertThat(channel.trySend("a")).isTrue();
        assertThat(channel.trySend("b")).as("full").isFalse();
        assertThat(channel.tryReceive()).contains("a");
        assertThat(channel.tryReceive()).isEmpty();
        channel.close();
        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    void hugeCapacity_takesNoRoomBeforeItIsUsed() {
        Channel<Integer> channel = Channel.of(Integer.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            assertThat(channel.trySend(i)).isTrue();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(channel.tryReceive()).contains(i);
        }
    }

    @Test
    void closedChannel_givesWhatItHoldsAndTakesNothing() {
        Channel<String> channel = Channel.of(2);
        channel.trySend("a");
        channel.close();
        channel.close();
        assertThatThrownBy(() -> channel.trySend("b")).isInstanceOf(ChannelClosedException.class);
        assertThat(channel.tryReceive()).contains("a");
        assertThatThrownBy(channel::tryReceive).isInstanceOf(ChannelClosedException.class);
    }

    @OnEveryBackend
    void bufferedItems_areReceivedInOrderWithoutASwitch(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(2);
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            channel.send("a");
            channel.send("b");
            trail.add(channel.receive());
            trail.add(channel.receive());
            other.await();
        });
        assertThat(trail.events()).containsExactly("a", "b", "other");
    }

    @OnEveryBackend
    void sendersToAFullChannel_getRoomInTheOrderInWhichTheyCame(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(1);
            channel.send("first");
            List<Promise<Void>> senders = senders(channel, "a", "b", "c");
            assertThat(channel.trySend("overtaker")).isFalse();
            for (int i = 0; i < 4; i++) {
                trail.add(channel.receive());
            }
            Miou.awaitAll(senders);
            assertThat(channel.tryReceive()).isEmpty();
        });
        assertThat(trail.events()).containsExactly("first", "a", "b", "c");
    }

    private List<Promise<Void>> senders(Channel<String> channel, String... items) {
        List<Promise<Void>> all = new ArrayList<>();
        for (String item : items) {
            all.add(Miou.async(() -> channel.send(item)));
            Waiting.until(all.getLast(), "room in a channel");
        }
        return all;
    }

    @OnEveryBackend
    void receiversOfAnEmptyChannel_areServedInTheOrderInWhichTheyCame(Variant variant) {
        for (int capacity : new int[]{0, 1}) {
            variant.run(() -> {
                Channel<String> channel = Channel.of(capacity);
                List<Promise<String>> receivers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    receivers.add(Miou.async(channel::receive));
                    Waiting.until(receivers.getLast(), "an item of a channel");
                }
                channel.send("a");
                assertThat(channel.trySend("b")).isTrue();
                assertThat(Foreign.call(() -> channel.trySend("c"))).isTrue();
                assertThat(channel.tryReceive()).as("it went straight to who waits").isEmpty();
                assertThat(Miou.all(receivers)).containsExactly("a", "b", "c");
            });
        }
    }

    @OnEveryBackend
    void rendezvous_sendReturnsWhenItWasReceived(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(0);
            assertThat(channel.trySend("nobody waits")).isFalse();
            Promise<Void> sender = Miou.async(() -> {
                channel.send("item");
                trail.add("sent");
            });
            Waiting.until(sender, "room in a channel");
            trail.add("receiving");
            trail.add(channel.receive());
            sender.await();
        });
        assertThat(trail.events()).containsExactly("receiving", "item", "sent");
    }

    @OnEveryBackend
    void close_endsEveryWaitWithAnException(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(1);
            Promise<String> receiver = Miou.async(channel::receive);
            Waiting.until(receiver, "an item");
            Channel<String> full = Channel.of(1);
            full.send("held");
            List<Promise<Void>> senders = senders(full, "a", "b");
            channel.close();
            Foreign.call(() -> {
                full.close();
                return true;
            });
            assertThatThrownBy(receiver::await).isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(ChannelClosedException.class);
            for (Promise<Void> sender : senders) {
                assertThatThrownBy(sender::await).hasCauseInstanceOf(ChannelClosedException.class);
            }
            assertThat(full.receive()).isEqualTo("held");
            assertThatThrownBy(full::receive).isInstanceOf(ChannelClosedException.class);
            assertThatThrownBy(() -> full.send("c")).isInstanceOf(ChannelClosedException.class);
        });
    }

    @OnEveryBackend
    void iteration_endsWhenTheChannelIsClosedAndEmpty(Variant variant) {
        variant.run(() -> {
            Channel<Integer> channel = Channel.of(2);
            Promise<Void> producer = Miou.call(() -> {
                try (channel) {
                    for (int i = 0; i < 100; i++) {
                        channel.send(i);
                    }
                }
            });
            int expected = 0;
            for (int item : channel) {
                assertThat(item).isEqualTo(expected++);
            }
            assertThat(expected).isEqualTo(100);
            producer.await();
            Iterator<Integer> ended = channel.iterator();
            assertThat(ended.hasNext()).isFalse();
            assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @OnEveryBackend
    void waitersThatAreCancelled_loseNoItem(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(0);
            Promise<String> receiver = Miou.async(channel::receive);
            Waiting.until(receiver, "an item");
            receiver.cancel();
            assertThat(channel.trySend("to nobody")).isFalse();
            List<Promise<Void>> senders = senders(channel, "a", "b");
            senders.getFirst().cancel();
            assertThat(channel.tryReceive()).contains("b");
            assertThat(channel.tryReceive()).isEmpty();
            senders.getLast().await();
        });
    }

    @OnEveryBackend
    void receiverThatWasServedBeforeItWasCancelled_hasItsItem(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(0);
            Promise<Void> receiver = Miou.async(() -> {
                trail.add(channel.receive());
                Miou.yield();
                trail.add("never");
            });
            Waiting.until(receiver, "an item");
            assertThat(channel.trySend("item")).isTrue();
            receiver.cancel();
        });
        assertThat(trail.events()).containsExactly("item");
    }

    @OnEveryBackend
    void inACancelledTask_sendAndReceiveThrowAndTheRestWorks(Variant variant) {
        variant.run(() -> {
            Channel<String> channel = Channel.of(2);
            channel.send("held");
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(channel::receive).isInstanceOf(TaskCancelled.class);
                    assertThatThrownBy(() -> channel.send("x")).isInstanceOf(TaskCancelled.class);
                    trail.add(channel.tryReceive().orElseThrow());
                    channel.trySend("last words");
                    channel.close();
                }
            });
            Waiting.until(child, "sleep");
            child.cancel();
            trail.add(channel.receive());
        });
        assertThat(trail.events()).containsExactly("held", "last words");
    }

    @OnEveryBackend
    void senderThatNeverHasToWait_letsOthersRun(Variant variant) {
        variant.run(() -> {
            Channel<Integer> channel = Channel.of(10_000);
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            for (int i = 0; i < 1_000; i++) {
                channel.send(i);
            }
            trail.add("sent");
            other.await();
        });
        assertThat(trail.events()).containsExactly("other", "sent");
    }
}
