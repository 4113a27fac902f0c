package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Channel;
import io.miou.sync.ChannelClosedException;
import io.miou.sync.ChannelPublisher;
import io.miou.sync.ChannelSubscriber;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.ToIntFunction;

/** A scenario for each operation of channels that suspends. */
final class ChannelScenarios {

    private ChannelScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
                of("Channel.receive()", rig -> receiving(rig, Mailbox.of(Channel.of(rig.below(3))))),
                of("Channel.iterator()", rig -> receivedBy(rig, channel -> {
                    Iterator<Integer> items = channel.iterator();
                    return items.hasNext() ? items.next() : -1;
                })),
                of("Channel.send(Object)", rig -> sending(rig, (channel, item) -> channel.send(item))),
                of("Channel.select(Clause[])", rig -> selecting(rig, (in, out) -> Channel
                        .<String>select(in.onReceive(_ -> "received"), out.onSend(7, () -> "sent")))),
                of("Channel.select(List)", rig -> selecting(rig, (in, out) -> Channel
                        .<String>select(List.of(in.onReceive(_ -> "received"), out.onSend(7, () -> "sent"))))),
                of("ChannelPublisher.run()", ChannelScenarios::publishing),
                of("ChannelSubscriber.receive()", rig -> subscribing(rig, ChannelSubscriber::receive)),
                of("ChannelSubscriber.iterator()", rig -> subscribing(rig, from -> from.iterator().next())));
    }

    /** Three items; the victim and another one take one each, and nothing is lost or comes twice. */
    static void receiving(Rig rig, Mailbox mailbox) throws Exception {
        rig.help(() -> {
            for (int item = 1; item <= 3; item++) {
                mailbox.send(item);
                rig.rest();
            }
        });
        Promise<Integer> other = Miou.call(() -> {
            rig.rest();
            return mailbox.receive();
        });
        Fate<Integer> fate = rig.attempt(mailbox::receive);
        List<Integer> received = new ArrayList<>();
        if (fate instanceof Fate.Done<Integer>(Integer item)) {
            received.add(item);
        }
        while (received.size() < 2) {
            received.add(Rig.within(mailbox::receive));
        }
        received.add(Rig.within(other::await));
        rig.awaitHelpers();
        assertThat(received).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(mailbox.tryReceive()).isEmpty();
    }

    private static void receivedBy(Rig rig, ToIntFunction<Channel<Integer>> receive) throws Exception {
        Channel<Integer> channel = Channel.of(rig.below(3));
        Mailbox plain = Mailbox.of(channel);
        receiving(rig, new Mailbox() {
            @Override
            public void send(int item) {
                plain.send(item);
            }

            @Override
            public int receive() {
                return receive.applyAsInt(channel);
            }

            @Override
            public Optional<Integer> tryReceive() {
                return plain.tryReceive();
            }
        });
    }

    private interface Sending {
        void send(Channel<Integer> channel, int item);
    }

    private static void sending(Rig rig, Sending sending) throws Exception {
        Channel<Integer> channel = Channel.of(rig.below(3));
        List<Integer> received = new ArrayList<>();
        Promise<Void> receiver = Miou.call(() -> {
            rig.rest();
            for (int item : channel) {
                received.add(item);
                rig.rest();
            }
        });
        rig.help(() -> channel.send(1));
        rig.help(() -> channel.send(2));
        Fate<Boolean> fate = rig.attempt(() -> {
            sending.send(channel, 3);
            return true;
        });
        rig.awaitHelpers();
        channel.close();
        Rig.within(receiver::await);
        assertThat(received).containsExactlyInAnyOrderElementsOf(fate.isDone() ? List.of(1, 2, 3) : List.of(1, 2));
    }

    private interface Selecting {
        String select(Channel<Integer> in, Channel<Integer> out);
    }

    private static void selecting(Rig rig, Selecting selecting) throws Exception {
        Channel<Integer> in = Channel.of(rig.below(2));
        Channel<Integer> out = Channel.of(0);
        Promise<Void> sender = Miou.call(() -> {
            rig.rest();
            in.send(1);
        });
        Promise<Integer> receiver = Miou.call(() -> {
            rig.rest();
            return out.receive();
        });
        Fate<String> fate = rig.attempt(() -> selecting.select(in, out));
        boolean sent = fate.equals(new Fate.Done<>("sent"));
        if (!sent) {
            Rig.within(() -> {
                out.send(8);
                return null;
            });
        }
        if (!fate.equals(new Fate.Done<>("received"))) {
            assertThat(Rig.<Integer>within(in::receive)).isEqualTo(1);
        }
        assertThat(Rig.<Integer>within(receiver::await)).isEqualTo(sent ? 7 : 8);
        Rig.within(sender::await);
        assertThat(in.tryReceive()).isEmpty();
        assertThat(out.tryReceive()).isEmpty();
    }

    // Flow

    private static void publishing(Rig rig) throws Exception {
        Channel<Integer> channel = Channel.of(3);
        ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
        List<Integer> received = new ArrayList<>();
        int[] ends = new int[1];
        rig.help(() -> {
            for (int item = 1; item <= 3; item++) {
                channel.send(item);
                rig.rest();
            }
            channel.close();
        });
        rig.help(() -> publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(10);
            }

            @Override
            public void onNext(Integer item) {
                received.add(item);
            }

            @Override
            public void onError(Throwable thrown) {
                ends[0]++;
            }

            @Override
            public void onComplete() {
                ends[0]++;
            }
        }));
        Fate<Boolean> fate = rig.attempt(() -> {
            publisher.run();
            return true;
        });
        rig.awaitHelpers();
        assertThat(ends[0]).isLessThanOrEqualTo(1);
        if (fate.isDone()) {
            assertThat(received).containsExactly(1, 2, 3);
            assertThat(ends[0]).isOne();
        }
        channel.forEach(received::add);
        assertThat(received).containsExactly(1, 2, 3);
    }

    private static void subscribing(Rig rig, ToIntFunction<ChannelSubscriber<Integer>> receive) throws Exception {
        ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(4);
        rig.help(() -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long items) {
                    // It never sends more than four.
                }

                @Override
                public void cancel() {
                    // It ends by itself.
                }
            });
            for (int item = 1; item <= 3; item++) {
                subscriber.onNext(item);
                rig.rest();
            }
            subscriber.onComplete();
        });
        Fate<Integer> fate = rig.attempt(() -> receive.applyAsInt(subscriber));
        List<Integer> received = new ArrayList<>();
        if (fate instanceof Fate.Done<Integer>(Integer item)) {
            received.add(item);
        }
        while (received.size() < 3) {
            received.add(Rig.within(subscriber::receive));
        }
        rig.awaitHelpers();
        assertThat(received).containsExactly(1, 2, 3);
        assertThatThrownBy(subscriber::receive).isInstanceOf(ChannelClosedException.class);
    }
}
