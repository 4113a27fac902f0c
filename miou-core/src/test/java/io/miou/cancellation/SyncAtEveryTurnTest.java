package io.miou.cancellation;

import static io.miou.testing.AtEveryTurn.giveWay;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Barrier;
import io.miou.sync.Channel;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Rule 9 for everything that io.miou.sync waits for: stopped at whatever point, no permit, lock, signal, item or waiter
 * is lost or doubled.
 */
@Slow
class SyncAtEveryTurnTest {

    private static final int TURNS = 3;

    private static final class Permits {
        final Semaphore semaphore = new Semaphore(0);
        int released;
        Promise<Void> releaser;

        Permits start() {
            releaser = Miou.async(() -> {
                giveWay(TURNS);
                released++;
                semaphore.release();
            });
            return this;
        }
    }

    @OnEveryBackend
    void semaphore_permitIsTakenIfAndOnlyIfAcquireReturns(Variant variant) {
        new AtEveryTurn<Permits>() {
            @Override
            protected Permits prepare() {
                return new Permits().start();
            }

            @Override
            protected Object perform(Permits world) {
                world.semaphore.acquire();
                return true;
            }

            @Override
            protected void check(Permits world, Optional<Object> result, boolean begun) {
                world.releaser.await();
                assertThat(world.semaphore.permits()).isEqualTo(result.isPresent() ? 0 : 1);
            }

            @Override
            protected void checkCancelled(Permits world, boolean returned) {
                assertThat(world.semaphore.permits()).isEqualTo(world.released - (returned ? 1 : 0));
            }
        }.stopAndCancel(variant);
    }

    private record Locked(Mutex mutex, Promise<Void> holder, AtomicInteger entered) {
    }

    @OnEveryBackend
    void mutex_isFreeAgainAndItsBodyHasRunIfAndOnlyIfItWasLocked(Variant variant) {
        new AtEveryTurn<Locked>() {
            @Override
            protected Locked prepare() {
                Mutex mutex = new Mutex();
                Promise<Void> holder = Miou.async(() -> mutex.protect(() -> giveWay(TURNS)));
                Miou.yield();
                return new Locked(mutex, holder, new AtomicInteger());
            }

            @Override
            protected Object perform(Locked world) {
                return world.mutex().<Integer, RuntimeException>protect(() -> {
                    int number = world.entered().incrementAndGet();
                    giveWay(2);
                    return number;
                });
            }

            @Override
            protected void check(Locked world, Optional<Object> result, boolean begun) {
                world.holder().await();
                assertFree(world.mutex());
                if (result.isPresent()) {
                    assertThat(world.entered()).hasValue(1);
                }
            }

            @Override
            protected void checkCancelled(Locked world, boolean returned) {
                assertFree(world.mutex());
            }
        }.stopAndCancel(variant);
    }

    private static void assertFree(Mutex mutex) {
        assertThat(mutex.tryLock()).as("the mutex is free").isTrue();
        mutex.unlock();
    }

    private static final class Signalled {
        final Mutex mutex = new Mutex();
        final Condition condition = new Condition();
        Promise<Void> other;
        Promise<Void> signaller;

        Signalled start() {
            signaller = Miou.async(() -> {
                giveWay(TURNS);
                mutex.protect(() -> {
                    condition.signal();
                    giveWay(1);
                });
            });
            other = Miou.async(() -> {
                giveWay(2);
                mutex.protect(() -> condition.await(mutex));
            });
            return this;
        }
    }

    @OnEveryBackend
    void condition_oneSignalIsForExactlyOneWaiter(Variant variant) {
        new AtEveryTurn<Signalled>() {
            @Override
            protected Signalled prepare() {
                return new Signalled().start();
            }

            @Override
            protected Object perform(Signalled world) {
                world.mutex.protect(() -> world.condition.await(world.mutex));
                return true;
            }

            @Override
            protected void check(Signalled world, Optional<Object> result, boolean begun) {
                world.signaller.await();
                if (result.isPresent()) {
                    giveWay(TURNS);
                    assertThat(world.other.state()).as("it has had no signal").isEqualTo(Promise.State.RUNNING);
                    world.condition.signal();
                }
                world.other.await();
                assertFree(world.mutex);
            }

            @Override
            protected void checkCancelled(Signalled world, boolean returned) {
                assertFree(world.mutex);
            }
        }.stopAndCancel(variant);
    }

    private static final class Items {
        final Channel<Integer> channel;
        final List<Integer> received = new ArrayList<>();
        int sent;
        Promise<Void> partner;

        Items(int capacity) {
            channel = Channel.of(capacity);
        }
    }

    private static void receiveAtEveryTurn(Variant variant, int capacity) {
        new AtEveryTurn<Items>() {
            @Override
            protected Items prepare() {
                Items world = new Items(capacity);
                world.partner = Miou.async(() -> {
                    for (int item = 1; item <= 3; item++) {
                        giveWay(2);
                        world.channel.send(item);
                    }
                });
                return world;
            }

            @Override
            protected Object perform(Items world) {
                for (int i = 0; i < 2; i++) {
                    world.received.add(world.channel.receive());
                }
                return true;
            }

            @Override
            protected void check(Items world, Optional<Object> result, boolean begun) {
                while (world.received.size() < 3) {
                    world.received.add(world.channel.receive());
                }
                world.partner.await();
                assertThat(world.received).containsExactly(1, 2, 3);
                assertThat(world.channel.tryReceive()).isEmpty();
            }

            @Override
            protected void checkCancelled(Items world, boolean returned) {
                world.channel.tryReceive().ifPresent(next -> assertThat(next).isEqualTo(world.received.size() + 1));
                assertNobodyWaits(world.channel, capacity);
            }
        }.stopAndCancel(variant);
    }

    /** Checks that no cancelled waiter is left: a rendezvous finds no partner, and all the room is free. */
    private static void assertNobodyWaits(Channel<Integer> channel, int capacity) {
        while (channel.tryReceive().isPresent()) {
            // Empties it.
        }
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.trySend(i)).isTrue();
        }
        assertThat(channel.trySend(capacity)).as("there is no receiver").isFalse();
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryReceive()).contains(i);
        }
        assertThat(channel.tryReceive()).as("there is no sender").isEmpty();
    }

    @OnEveryBackend
    void channel_itemIsTakenIfAndOnlyIfReceiveReturns(Variant variant) {
        for (int capacity = 0; capacity <= 2; capacity++) {
            receiveAtEveryTurn(variant, capacity);
        }
    }

    private static void sendAtEveryTurn(Variant variant, int capacity) {
        new AtEveryTurn<Items>() {
            @Override
            protected Items prepare() {
                Items world = new Items(capacity);
                world.partner = Miou.async(() -> {
                    for (int item : world.channel) {
                        world.received.add(item);
                        giveWay(2);
                    }
                });
                return world;
            }

            @Override
            protected Object perform(Items world) {
                while (world.sent < 4) {
                    world.channel.send(world.sent + 1);
                    world.sent++;
                }
                return true;
            }

            @Override
            protected void check(Items world, Optional<Object> result, boolean begun) {
                world.channel.close();
                world.partner.await();
                assertThat(world.received).isEqualTo(List.of(1, 2, 3, 4).subList(0, world.sent));
            }

            @Override
            protected void checkCancelled(Items world, boolean returned) {
                if (returned) {
                    // It was looked at already, and closed.
                    return;
                }
                for (Optional<Integer> left = world.channel.tryReceive(); left.isPresent(); left = world.channel
                        .tryReceive()) {
                    world.received.add(left.get());
                }
                assertThat(world.received).isEqualTo(List.of(1, 2, 3, 4).subList(0, world.sent));
                assertNobodyWaits(world.channel, capacity);
            }
        }.stopAndCancel(variant);
    }

    @OnEveryBackend
    void channel_itemIsReceivedIfAndOnlyIfSendReturns(Variant variant) {
        for (int capacity = 0; capacity <= 2; capacity++) {
            sendAtEveryTurn(variant, capacity);
        }
    }

    private static final class Choices {
        final Channel<Integer> incoming = Channel.of(0);
        final Channel<Integer> outgoing = Channel.of(0);
        final List<Integer> sent = new ArrayList<>();
        final List<Integer> got = new ArrayList<>();
        final List<Integer> done = new ArrayList<>();
        Promise<Void> sender;
        Promise<Void> receiver;

        Choices start() {
            sender = Miou.async(() -> {
                giveWay(TURNS);
                incoming.send(1);
                sent.add(1);
            });
            receiver = Miou.async(() -> {
                giveWay(TURNS + 1);
                got.add(outgoing.receive());
            });
            return this;
        }
    }

    @OnEveryBackend
    void select_exactlyWhatItReturnsHasHappened(Variant variant) {
        new AtEveryTurn<Choices>() {
            @Override
            protected Choices prepare() {
                return new Choices().start();
            }

            @Override
            protected Object perform(Choices world) {
                for (int i = 0; i < 2; i++) {
                    world.done.add(Channel.<Integer>select(world.incoming.onReceive(Function.identity()),
                            world.outgoing.onSend(2, () -> 2)));
                }
                return true;
            }

            @Override
            protected void check(Choices world, Optional<Object> result, boolean begun) {
                giveWay(2 * TURNS);
                assertThat(world.sent.contains(1)).isEqualTo(world.done.contains(1));
                assertThat(world.got.contains(2)).isEqualTo(world.done.contains(2));
                if (!world.done.contains(1)) {
                    assertThat(world.incoming.receive()).isEqualTo(1);
                }
                if (!world.done.contains(2)) {
                    world.outgoing.send(2);
                }
                world.sender.await();
                world.receiver.await();
                assertNobodyWaits(world.incoming, 0);
                assertNobodyWaits(world.outgoing, 0);
            }

            @Override
            protected void checkCancelled(Choices world, boolean returned) {
                assertNobodyWaits(world.incoming, 0);
                assertNobodyWaits(world.outgoing, 0);
            }
        }.stopAndCancel(variant);
    }

    private record Counted(Latch latch, Promise<Void> counter) {
    }

    @OnEveryBackend
    void latchWhoseWaiterIsStopped_stillOpens(Variant variant) {
        new AtEveryTurn<Counted>() {
            @Override
            protected Counted prepare() {
                Latch latch = new Latch(1);
                return new Counted(latch, Miou.async(() -> {
                    giveWay(TURNS);
                    latch.countDown();
                }));
            }

            @Override
            protected Object perform(Counted world) {
                world.latch().await();
                return world.latch().count();
            }

            @Override
            protected void check(Counted world, Optional<Object> result, boolean begun) {
                assertThat(result.orElse(0)).isEqualTo(0);
                world.latch().await();
                world.counter().await();
            }
        }.stopAndCancel(variant);
    }

    private record Party(Barrier barrier, Promise<Boolean> partner) {
    }

    @OnEveryBackend
    void barrier_partnerPassesIfAndOnlyIfAwaitReturns(Variant variant) {
        new AtEveryTurn<Party>() {
            @Override
            protected Party prepare() {
                Barrier barrier = new Barrier(2);
                return new Party(barrier, Miou.async(() -> {
                    giveWay(TURNS);
                    return barrier.await();
                }));
            }

            @Override
            protected Object perform(Party world) {
                return world.barrier().await();
            }

            @Override
            protected void check(Party world, Optional<Object> result, boolean begun) {
                giveWay(2 * TURNS);
                boolean own = result.isPresent() ? (Boolean) result.get() : world.barrier().await();
                assertThat(world.partner().await()).as("one of them learns that it was the last").isNotEqualTo(own);
            }
        }.stopAndCancel(variant);
    }

    private record Forced(Lazy<Integer> lazy, AtomicInteger begun, Promise<Integer> other) {
    }

    @OnEveryBackend
    void lazy_isComputedByWhoIsLeft(Variant variant) {
        new AtEveryTurn<Forced>() {
            @Override
            protected Forced prepare() {
                AtomicInteger begun = new AtomicInteger();
                Lazy<Integer> lazy = Lazy.of(() -> {
                    int number = begun.incrementAndGet();
                    giveWay(TURNS);
                    return number;
                });
                return new Forced(lazy, begun, Miou.async(() -> {
                    giveWay(1);
                    return lazy.get();
                }));
            }

            @Override
            protected Object perform(Forced world) {
                return world.lazy().get();
            }

            @Override
            protected void check(Forced world, Optional<Object> result, boolean begun) {
                int value = world.other().await();
                assertThat(result.orElse(value)).isEqualTo(value);
                assertThat(world.lazy().get()).isEqualTo(value);
                assertThat(world.begun()).hasValue(value);
            }

            @Override
            protected void checkCancelled(Forced world, boolean returned) {
                int value = world.lazy().get();
                assertThat(world.begun()).hasValue(value);
                assertThat(world.other().state()).isNotEqualTo(Promise.State.RUNNING);
            }
        }.stopAndCancel(variant);
    }
}
