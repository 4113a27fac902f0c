package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Barrier;
import io.miou.sync.Channel;
import io.miou.sync.ChannelClosedException;
import io.miou.sync.ChannelPublisher;
import io.miou.sync.ChannelSubscriber;
import io.miou.sync.Computation;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.ToIntFunction;

/** What is done with each operation of {@code io.miou.sync} that suspends. */
final class SyncScenarios {

    private SyncScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
                of("Mutex.lock()", rig -> locking(rig, (mutex, inside) -> {
                    mutex.lock();
                    inside.call();
                    mutex.unlock();
                })),
                of("Mutex.protect(Body)", rig -> locking(rig, (mutex, inside) -> {
                    boolean _ = mutex.<Boolean, Exception>protect(inside::call);
                })),
                of("Mutex.protect(Step)", rig -> locking(rig, (mutex, inside) -> mutex.<Exception>protect(() -> {
                    boolean _ = inside.call();
                }))),
                of("Condition.await(Mutex)", SyncScenarios::condition),
                of("Semaphore.acquire()", SyncScenarios::semaphore),
                of("Lazy.get()", SyncScenarios::lazy),
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
                of("Computation.await()", SyncScenarios::computation),
                of("Trigger.await()", SyncScenarios::trigger),
                of("Barrier.await()", SyncScenarios::barrier),
                of("Latch.await()", SyncScenarios::latch),
                of("ChannelPublisher.run()", SyncScenarios::publishing),
                of("ChannelSubscriber.receive()", rig -> subscribing(rig, ChannelSubscriber::receive)),
                of("ChannelSubscriber.iterator()", rig -> subscribing(rig, from -> from.iterator().next())));
    }

    // Locks

    private interface Locking {
        void run(Mutex mutex, Callable<Boolean> inside) throws Exception;
    }

    private static void locking(Rig rig, Locking locking) throws Exception {
        Mutex mutex = new Mutex();
        int[] inside = new int[1];
        Callable<Boolean> section = () -> {
            rig.require(inside[0]++ == 0, "two hold the mutex");
            try {
                rig.rest();
            } finally {
                inside[0]--;
            }
            return true;
        };
        rig.help(() -> locking.run(mutex, section));
        rig.help(() -> locking.run(mutex, section));
        Fate<Boolean> _ = rig.attempt(() -> {
            locking.run(mutex, section);
            return true;
        });
        rig.awaitHelpers();
        assertThat(mutex.tryLock()).as("the mutex is free").isTrue();
        mutex.unlock();
    }

    private static void condition(Rig rig) throws Exception {
        Mutex mutex = new Mutex();
        Condition condition = new Condition();
        int[] tokens = new int[1];
        Callable<Boolean> take = () -> mutex.<Boolean, Exception>protect(() -> {
            while (tokens[0] == 0) {
                condition.await(mutex);
            }
            tokens[0]--;
            return true;
        });
        rig.help(() -> mutex.protect(() -> {
            tokens[0]++;
            condition.signal();
        }));
        Promise<Boolean> other = Miou.call(() -> {
            rig.rest();
            return take.call();
        });
        Fate<Boolean> fate = rig.attempt(take);
        rig.awaitHelpers();
        if (fate.isDone()) {
            mutex.protect(() -> {
                tokens[0]++;
                condition.signal();
            });
        }
        boolean _ = Rig.within(other::await);
        assertThat(tokens[0]).isZero();
        assertThat(mutex.tryLock()).isTrue();
        mutex.unlock();
    }

    private static void semaphore(Rig rig) throws Exception {
        Semaphore semaphore = new Semaphore(0);
        rig.help(semaphore::release);
        Promise<Void> other = Miou.call(() -> {
            rig.rest();
            semaphore.acquire();
        });
        Fate<Boolean> fate = rig.attempt(() -> {
            semaphore.acquire();
            return true;
        });
        rig.awaitHelpers();
        if (fate.isDone()) {
            semaphore.release();
        }
        Rig.within(other::await);
        assertThat(semaphore.permits()).isZero();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        assertThat(semaphore.permits()).isOne();
    }

    private static void lazy(Rig rig) throws Exception {
        int[] computing = new int[1];
        Lazy<Integer> lazy = Lazy.of(() -> {
            rig.require(computing[0]++ == 0, "two compute a lazy value");
            try {
                rig.rest();
            } finally {
                computing[0]--;
            }
            return 42;
        });
        rig.help(() -> rig.require(lazy.get() == 42, "another value"));
        Fate<Integer> fate = rig.attempt(lazy::get);
        rig.awaitHelpers();
        assertThat(lazy.get()).isEqualTo(42);
        assertThat(fate).isIn(new Fate.Done<>(42), new Fate.Cut<>());
    }

    // Channels

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

    // Signals

    private static void computation(Rig rig) throws Exception {
        Computation<Integer> computation = new Computation<>();
        rig.help(() -> rig.require(computation.tryReturn(42), "somebody else has completed it"));
        Fate<Integer> fate = rig.attempt(computation::await);
        assertThat(Rig.<Integer>within(computation::await)).isEqualTo(42);
        rig.awaitHelpers();
        assertThat(fate).isIn(new Fate.Done<>(42), new Fate.Cut<>());
    }

    private static void trigger(Rig rig) throws Exception {
        Trigger trigger = new Trigger();
        boolean[] signalled = new boolean[1];
        rig.help(() -> signalled[0] = trigger.signal());
        Fate<Boolean> fate = rig.attempt(() -> {
            trigger.await();
            return true;
        });
        rig.awaitHelpers();
        assertThat(trigger.isSignalled()).isEqualTo(signalled[0]);
        if (fate.isDone()) {
            assertThat(signalled[0]).as("who signals learns that it has won").isTrue();
        }
    }

    private static void barrier(Rig rig) throws Exception {
        Barrier barrier = new Barrier(2);
        int[] last = new int[1];
        Callable<Boolean> arrive = () -> {
            if (barrier.await()) {
                last[0]++;
            }
            return true;
        };
        rig.help(() -> {
            boolean _ = arrive.call();
        });
        Fate<Boolean> fate = rig.attempt(arrive);
        if (!fate.isDone()) {
            boolean _ = Rig.within(arrive);
        }
        rig.awaitHelpers();
        assertThat(last[0]).isOne();
    }

    private static void latch(Rig rig) throws Exception {
        Latch latch = new Latch(2);
        rig.help(latch::countDown);
        rig.help(latch::countDown);
        Fate<Boolean> fate = rig.attempt(() -> {
            latch.await();
            rig.require(latch.count() == 0, "the latch was not open");
            return true;
        });
        rig.awaitHelpers();
        latch.await();
        assertThat(fate).isIn(new Fate.Done<>(true), new Fate.Cut<>());
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
