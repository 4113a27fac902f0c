package io.miou.cancellation;

import static io.miou.testing.AtEveryTurn.giveWay;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rule 9 for waits that have no child to consume: stopped at whatever point, they have had their effect and return, or
 * they throw and have had none.
 */
class WaitsAtEveryTurnTest {

    private static final int TURNS = 3;

    private record Signalled(Trigger trigger, Promise<Boolean> signaller) {
    }

    @OnEveryBackend
    void triggerAwaited_signalIsWonIfAndOnlyIfAwaitReturns(Variant variant) {
        new AtEveryTurn<Signalled>() {
            @Override
            protected Signalled prepare() {
                Trigger trigger = new Trigger();
                return new Signalled(trigger, Miou.async(() -> {
                    giveWay(TURNS);
                    return trigger.signal();
                }));
            }

            @Override
            protected Object perform(Signalled world) {
                world.trigger().await();
                return true;
            }

            @Override
            protected void check(Signalled world, Optional<Object> result, boolean begun) {
                assertThat(world.signaller().await()).as("signal has won").isEqualTo(!begun || result.isPresent());
            }
        }.stopAndCancel(variant);
    }

    private record Completed(Computation<String> computation, Promise<Boolean> completer) {
    }

    @OnEveryBackend
    void computationWhoseWaiterIsStopped_stillServesOthers(Variant variant) {
        new AtEveryTurn<Completed>() {
            @Override
            protected Completed prepare() {
                Computation<String> computation = new Computation<>();
                return new Completed(computation, Miou.async(() -> {
                    giveWay(TURNS);
                    return computation.tryReturn("done");
                }));
            }

            @Override
            protected Object perform(Completed world) {
                return world.computation().await();
            }

            @Override
            protected void check(Completed world, Optional<Object> result, boolean begun) {
                assertThat(result.orElse("done")).isEqualTo("done");
                assertThat(world.computation().await()).isEqualTo("done");
                assertThat(world.completer().await()).as("the waiter that left has not completed it").isTrue();
            }
        }.stopAndCancel(variant);
    }

    private record Future(CompletableFuture<String> future, Promise<Boolean> completer) {
    }

    @OnEveryBackend
    void futureAwaited_isLeftAlone(Variant variant) {
        new AtEveryTurn<Future>() {
            @Override
            protected Future prepare() {
                CompletableFuture<String> future = new CompletableFuture<>();
                return new Future(future, Miou.async(() -> {
                    giveWay(TURNS);
                    return future.complete("done");
                }));
            }

            @Override
            protected Object perform(Future world) {
                return Miou.await(world.future());
            }

            @Override
            protected void check(Future world, Optional<Object> result, boolean begun) {
                assertThat(result.orElse("done")).isEqualTo("done");
                assertThat(world.completer().await()).as("the waiter that left has not completed it").isTrue();
                assertThat(Miou.await(world.future())).isEqualTo("done");
            }
        }.stopAndCancel(variant);
    }

    @OnEveryBackend
    void blockingBody_hasRunIfAndOnlyIfItsResultIsThere(Variant variant) {
        new AtEveryTurn<AtomicInteger>() {
            @Override
            protected AtomicInteger prepare() {
                return new AtomicInteger();
            }

            @Override
            protected Object perform(AtomicInteger runs) throws Exception {
                return Miou.blocking(runs::incrementAndGet);
            }

            @Override
            protected void check(AtomicInteger runs, Optional<Object> result, boolean begun) {
                assertThat(runs).hasValue(result.isPresent() ? 1 : 0);
            }
        }.stopAndCancel(variant);
    }

    @OnEveryBackend
    void sleepsInNestedScopes_everyScopeIsLeftAndTheShieldIsNotCutShort(Variant variant) {
        new AtEveryTurn<List<String>>() {
            @Override
            protected List<String> prepare() {
                return new ArrayList<>();
            }

            @Override
            protected Object perform(List<String> trail) throws Exception {
                Miou.timeout(Duration.ofHours(1), () -> {
                    Miou.sleep(Duration.ofNanos(1));
                    Miou.shield(() -> {
                        trail.add("shield entered");
                        Miou.timeout(Duration.ofHours(2), () -> Miou.sleep(Duration.ofNanos(1)));
                        Miou.yield();
                        trail.add("shield left");
                    });
                    Miou.protect(() -> Miou.sleep(Duration.ofNanos(1)), _ -> {
                        trail.add("finalizer entered");
                        Miou.sleep(Duration.ofNanos(1));
                        trail.add("finalizer left");
                    });
                    Miou.sleep(Duration.ofNanos(1));
                });
                return true;
            }

            @Override
            protected void check(List<String> trail, Optional<Object> result, boolean begun) {
                List<String> whole = List.of("shield entered", "shield left", "finalizer entered", "finalizer left");
                assertThat(trail).isEqualTo(whole.subList(0, trail.size()));
                assertThat(trail.size() % 2).as("what is shielded is done whole or not at all").isZero();
                if (result.isPresent()) {
                    assertThat(trail).isEqualTo(whole);
                }
            }
        }.stopAndCancel(variant);
    }
}
