package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.TaskCancelled;
import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.Alone;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Rule 9: effect or cancellation, never both, never neither. */
@Slow
@Alone
class Rule09EffectOrCancellationTest {

    private static final int ROUNDS = 2_000;

    private final List<String> trail = new CopyOnWriteArrayList<>();

    @OnEveryBackend
    void signalBeforeTheCancellation_winsThoughTheWaiterHasNotRunSince(Variant variant) {
        variant.run(() -> {
            Trigger trigger = new Trigger();
            Promise<Void> waiter = Miou.async(() -> {
                trigger.await();
                trail.add("waiter woken");
                theNextPointIsCancelled();
            });
            Miou.yield();
            assertThat(trigger.signal()).isTrue();
            waiter.cancel();
        });
        assertThat(trail).containsExactly("waiter woken", "cancelled at the next point");
    }

    @OnEveryBackend
    void cancellationBeforeTheSignal_winsThoughTheWaiterHasNotRunSince(Variant variant) {
        variant.run(() -> {
            Trigger trigger = new Trigger();
            Promise<Void> waiter = Miou.async(() -> {
                try {
                    trigger.await();
                    trail.add("waiter woken");
                } catch (TaskCancelled e) {
                    trail.add("waiter cancelled");
                    throw e;
                }
            });
            Miou.yield();
            Promise<Void> signaller = Miou.async(() -> {
                trail.add("signal: " + trigger.signal());
            });
            waiter.cancel();
            signaller.await();
        });
        assertThat(trail).containsExactly("signal: false", "waiter cancelled");
    }

    @OnEveryBackend
    void signalThatLostToACancellation_canServeTheNextWaiter(Variant variant) {
        variant.run(() -> {
            Trigger first = new Trigger();
            Trigger next = new Trigger();
            Promise<Void> victim = Miou.async(() -> first.await());
            Promise<Void> heir = Miou.async(() -> {
                next.await();
                trail.add("heir served");
            });
            Miou.yield();
            Promise<Void> giver = Miou.async(() -> {
                for (Trigger waiter : List.of(first, next)) {
                    if (waiter.signal()) {
                        return;
                    }
                }
            });
            victim.cancel();
            Miou.awaitAll(List.of(heir, giver));
        });
        assertThat(trail).containsExactly("heir served");
    }

    @OnEveryBackend
    void signalAndCancellationFromDifferentDomains_exactlyOneTakesEffect(Variant variant) {
        AtomicInteger signalled = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        variant.launcher().domains(2).run(() -> {
            Domain one = Domain.pool().get(0);
            Domain two = Domain.pool().get(1);
            for (int round = 0; round < ROUNDS; round++) {
                Trigger trigger = new Trigger();
                CountDownLatch start = new CountDownLatch(1);
                Trigger waiting = new Trigger();
                AtomicInteger returned = new AtomicInteger();
                Promise<Void> waiter = Miou.task().on(one).call(() -> {
                    waiting.signal();
                    // No cancellation can come between the signal above and this wait: they are one step of the fiber.
                    trigger.await();
                    returned.incrementAndGet();
                });
                Promise<Boolean> signaller = Miou.task().on(two).call(() -> {
                    while (start.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return trigger.signal();
                });
                waiting.await();
                start.countDown();
                for (int pause = 0; pause < round % 100; pause++) {
                    Thread.onSpinWait();
                }
                waiter.cancel();
                boolean signalWon = signaller.await();
                assertThat(returned.get()).as("round " + round).isEqualTo(signalWon ? 1 : 0);
                (signalWon ? signalled : cancelled).incrementAndGet();
            }
        });
        if (Runtime.getRuntime().availableProcessors() > 1) {
            // Otherwise it was no race.
            assertThat(signalled.get()).isPositive();
            assertThat(cancelled.get()).isPositive();
        }
    }

    @OnEveryBackend
    void childThatEndedBeforeTheCancellation_isAwaitedNormally(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Integer> child = Miou.async(() -> 1);
                trail.add("got " + child.await());
                theNextPointIsCancelled();
            });
            Miou.yield();
            // The child comes after main in the queue: when it has ended main is resumed before the parent is.
            Miou.yield();
            parent.cancel();
        });
        assertThat(trail).containsExactly("got 1", "cancelled at the next point");
    }

    @OnEveryBackend
    void childThatEndedBeforeTheLimit_isAwaitedNormally(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            Promise<Void> stopper = Miou.async(() -> signalAfterOneTurn(stop));
            assertThat(Miou.until(stop, () -> {
                Promise<Integer> child = Miou.async(() -> 1);
                return child.await();
            })).contains(1);
            assertThat(stop.isSignalled()).isTrue();
            stopper.await();
        });
    }

    @OnEveryBackend
    void othersThatEndedBeforeTheLimit_areCancelledWithTheScope(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            Promise<Void> stopper = Miou.async(() -> signalAfterOneTurn(stop));
            assertThat(Miou.until(stop, () -> {
                Promise<Integer> a = Miou.async(() -> 1);
                Promise<Integer> b = Miou.async(() -> 1);
                trail.add("got " + Miou.awaitOne(a, b).get());
                theNextPointIsCancelled();
                return 0;
            })).isEmpty();
            stopper.await();
        });
        assertThat(trail).containsExactly("got 1", "cancelled at the next point");
    }

    @OnEveryBackend
    void orphanThatEndedBeforeTheCancellation_isTakenAndNoneElse(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Orphans<Integer> orphans = Miou.orphans();
                Promise<Integer> _ = orphans.async(() -> 1);
                Promise<Integer> _ = orphans.async(Rule09EffectOrCancellationTest::never);
                trail.add("got " + orphans.get().orElseThrow().get() + ", left " + orphans.size());
                theNextPointIsCancelled();
            });
            Miou.yield();
            Miou.yield();
            parent.cancel();
        });
        assertThat(trail).containsExactly("got 1, left 1", "cancelled at the next point");
    }

    @OnEveryBackend
    void getOfOrphansThatIsCancelled_takesNone(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Orphans<Void> orphans = Miou.orphans();
                Promise<Void> _ = orphans.async(() -> new Trigger().await());
                try {
                    orphans.get();
                } finally {
                    trail.add("left " + orphans.size());
                }
            });
            Miou.yield();
            Miou.yield();
            parent.cancel();
        });
        assertThat(trail).containsExactly("left 1");
    }

    @OnEveryBackend
    void awaitThatALimitEnded_leavesTheChildToBeAwaited(Variant variant) {
        int value = variant.run(() -> {
            Trigger goOn = new Trigger();
            Trigger stop = new Trigger();
            Promise<Integer> child = Miou.async(() -> {
                goOn.await();
                return 1;
            });
            Promise<Boolean> stopper = Miou.async(stop::signal);
            assertThat(Miou.until(stop, () -> child.await())).isEmpty();
            goOn.signal();
            stopper.await();
            return child.await();
        });
        assertThat(value).isEqualTo(1);
    }

    @OnEveryBackend
    void blockingCallThatReturned_givesItsValueThoughTheTaskIsCancelled(Variant variant) {
        CountDownLatch begun = new CountDownLatch(1);
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                trail.add("got " + Miou.blocking(() -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return "nothing";
                    } catch (InterruptedException _) {
                        return "the effect";
                    }
                }));
                theNextPointIsCancelled();
            });
            while (begun.getCount() > 0) {
                Miou.yield();
            }
            task.cancel();
        });
        assertThat(trail).containsExactly("got the effect", "cancelled at the next point");
    }

    @OnEveryBackend
    void futureThatWasCompletedBeforeTheCancellation_givesItsValue(Variant variant) {
        variant.run(() -> {
            CompletableFuture<Integer> future = new CompletableFuture<>();
            Promise<Void> task = Miou.async(() -> {
                trail.add("got " + Miou.await(future));
                theNextPointIsCancelled();
            });
            Miou.yield();
            future.complete(1);
            task.cancel();
        });
        assertThat(trail).containsExactly("got 1", "cancelled at the next point");
    }

    @OnEveryBackend
    void waiterForAFutureThatIsCancelled_leavesTheFutureAlone(Variant variant) {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        variant.run(() -> {
            Promise<Integer> task = Miou.async(() -> Miou.await(future));
            Promise<Integer> other = Miou.async(() -> Miou.await(future));
            Miou.yield();
            task.cancel();
            assertThat(task.state()).isEqualTo(State.CANCELLED);
            assertThat(future.isDone()).isFalse();
            future.complete(1);
            assertThat(other.await()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void waiterForAComputationThatIsCancelled_leavesTheComputationAlone(Variant variant) {
        Computation<Integer> computation = new Computation<>();
        variant.run(() -> {
            Promise<Integer> task = Miou.async(() -> computation.await());
            Promise<Integer> other = Miou.async(() -> computation.await());
            Miou.yield();
            task.cancel();
            assertThat(task.state()).isEqualTo(State.CANCELLED);
            assertThat(computation.isRunning()).isTrue();
            computation.tryReturn(1);
            assertThat(other.awaitOutcome()).isEqualTo(new Outcome.Success<>(1));
        });
    }

    /**
     * Signals after the children that were started meanwhile have run, and before the task that awaits them resumes.
     */
    private static void signalAfterOneTurn(Trigger stop) {
        Miou.yield();
        stop.signal();
    }

    private static Integer never() {
        new Trigger().await();
        return 0;
    }

    private void theNextPointIsCancelled() {
        try {
            Miou.yield();
            trail.add("not cancelled");
        } catch (TaskCancelled e) {
            trail.add("cancelled at the next point");
            throw e;
        }
    }
}
