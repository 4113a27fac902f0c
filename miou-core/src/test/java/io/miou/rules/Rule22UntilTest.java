package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Body;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.Step;
import io.miou.TaskCancelled;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Rule 22, triggers: until is a scope of the calling task that ends when its trigger is signalled. */
@Slow
class Rule22UntilTest {

    private static final Duration NEVER = Duration.ofDays(365);

    private final Trail trail = new Trail();

    @OnEveryBackend
    void bodyThatReturns_givesItsValue(Variant variant) {
        Optional<String> value = variant.run(() -> Miou.until(new Trigger(), () -> {
            Miou.yield();
            return "done";
        }));
        assertThat(value).contains("done");
    }

    @OnEveryBackend
    void triggerSignalledByAChild_stopsTheBody(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            Promise<Boolean> child = Miou.async(stop::signal);
            Optional<String> value = Miou.until(stop, () -> {
                Miou.sleep(NEVER);
                return "never";
            });
            assertThat(value).isEmpty();
            assertThat(child.await()).isTrue();
            Miou.yield();
        });
    }

    @OnEveryBackend
    void triggerSignalledByAForeignThread_stopsTheBody(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 200; i++) {
                Trigger stop = new Trigger();
                var signaller = Foreign.start(stop::signal);
                boolean returned = Miou.until(stop, () -> Miou.sleep(NEVER));
                assertThat(returned).isFalse();
                assertThat(signaller.get()).isTrue();
            }
        });
    }

    @OnEveryBackend
    void triggerSignalledByAnotherDomain_stopsTheBodyAndItsChildren(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            Promise<Boolean> other = Miou.call(stop::signal);
            Optional<Integer> value = Miou.until(stop, () -> {
                Resource.own("lamp", _ -> trail.add("release lamp"));
                Promise<Void> _ = Miou.call(() -> {
                    try {
                        Miou.sleep(NEVER);
                    } finally {
                        trail.add("child ended");
                    }
                });
                while (true) {
                    Miou.yield();
                }
            });
            trail.add("stopped");
            assertThat(value).isEmpty();
            assertThat(other.await()).isTrue();
        });
        assertThat(trail.events()).endsWith("release lamp", "stopped");
    }

    @OnEveryBackend
    void triggerSignalledBefore_stopsAtTheFirstSuspensionPoint(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            stop.signal();
            assertThat(Miou.until(stop, () -> {
                trail.add("body began");
                Miou.yield();
                trail.add("never");
                return 1;
            })).isEmpty();
            Trigger again = new Trigger();
            again.signal();
            assertThat(Miou.until(again, () -> "no suspension point")).contains("no suspension point");
        });
        assertThat(trail.events()).containsExactly("body began");
    }

    @OnEveryBackend
    void signalFromTheBodyItself_stopsIt(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            boolean returned = Miou.until(stop, () -> {
                assertThat(stop.signal()).isTrue();
                trail.add("goes on to the next suspension point");
                Miou.yield();
                trail.add("never");
            });
            assertThat(returned).isFalse();
        });
        assertThat(trail.events()).containsExactly("goes on to the next suspension point");
    }

    @OnEveryBackend
    void bodyThatReturnsAfterTheSignal_hasWon(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            assertThat(Miou.until(stop, () -> {
                stop.signal();
                Miou.shield(Miou::yield);
                return "won";
            })).contains("won");
        });
    }

    @OnEveryBackend
    void bodyThatThrows_throwsItsOwnAndFreesTheTrigger(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            assertThatThrownBy(() -> Miou.<String, IOException>until(stop, () -> {
                throw new IOException("broken");
            })).isInstanceOf(IOException.class).hasMessage("broken");
            assertThat(Miou.until(stop, () -> "used again")).contains("used again");
            assertThat(stop.isSignalled()).isFalse();
        });
    }

    @OnEveryBackend
    void triggerThatHasAWaiter_isAnIllegalState(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            stop.onSignal(() -> trail.add("signalled"));
            assertThatThrownBy(() -> Miou.until(stop, () -> trail.add("body ran")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(trail.events()).isEmpty();
            Miou.yield();
        });
    }

    @OnEveryBackend
    void signalThatComesWhenTheScopeHasEnded_concernsNobody(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 500; i++) {
                Trigger stop = new Trigger();
                var signaller = Foreign.start(stop::signal);
                Optional<Integer> value = Miou.until(stop, () -> 1);
                assertThat(value).contains(1);
                Miou.yield();
                assertThat(signaller.get()).isTrue();
                Miou.yield();
            }
        });
    }

    @OnEveryBackend
    void innerUntil_doesNotCatchTheOuterOne(Variant variant) {
        variant.run(() -> {
            Trigger outer = new Trigger();
            boolean returned = Miou.until(outer, () -> {
                Miou.until(new Trigger(), () -> {
                    outer.signal();
                    Miou.sleep(NEVER);
                });
                trail.add("the inner one has caught it");
            });
            assertThat(returned).isFalse();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void untilInsideATimeout_andTheOtherWayRound(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5), () -> {
                boolean returned = Miou.until(new Trigger(), () -> Miou.sleep(NEVER));
                trail.add("until returned " + returned);
            })).isInstanceOf(TimeoutException.class);
            Trigger stop = new Trigger();
            Promise<Boolean> child = Miou.async(stop::signal);
            assertThat(Miou.until(stop, () -> Miou.timeout(NEVER, () -> Miou.sleep(NEVER)))).isFalse();
            child.await();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void cancellationOfTheTask_isNotStopped(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                try {
                    boolean returned = Miou.until(new Trigger(), () -> Miou.sleep(NEVER));
                    trail.add("returned " + returned);
                } catch (TaskCancelled e) {
                    trail.add("cancelled");
                    throw e;
                }
            });
            Miou.yield();
            child.cancel();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("cancelled");
    }

    @OnEveryBackend
    void nullFromTheBody_countsAsEmptyForAValueAndAsReturnedForAStep(Variant variant) {
        variant.run(() -> {
            Optional<String> value = Miou.until(new Trigger(), () -> (String) null);
            assertThat(value).isEmpty();
            assertThat(Miou.until(new Trigger(), () -> trail.add("step"))).isTrue();
        });
    }

    /** An event at which many tasks can stop. */
    private interface Event {

        Optional<String> until(Body<String, RuntimeException> body);

        boolean until(Step<RuntimeException> step);

        void happen();
    }

    private static Event latch() {
        Latch latch = new Latch(1);
        return new Event() {
            @Override
            public Optional<String> until(Body<String, RuntimeException> body) {
                return Miou.until(latch, body);
            }

            @Override
            public boolean until(Step<RuntimeException> step) {
                return Miou.until(latch, step);
            }

            @Override
            public void happen() {
                latch.countDown();
            }
        };
    }

    private static Event computation(Consumer<Computation<String>> completion) {
        Computation<String> computation = new Computation<>();
        return new Event() {
            @Override
            public Optional<String> until(Body<String, RuntimeException> body) {
                return Miou.until(computation, body);
            }

            @Override
            public boolean until(Step<RuntimeException> step) {
                return Miou.until(computation, step);
            }

            @Override
            public void happen() {
                completion.accept(computation);
            }
        };
    }

    private static List<Event> events() {
        return List.of(latch(), computation(one -> one.tryReturn("value")),
                computation(one -> one.tryCancel(new IOException("failed"))),
                computation(one -> one.tryCancel(new CancellationException())));
    }

    @OnEveryBackend
    void manyTasksOfAllDomains_stopAtOneEvent(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (Event event : events()) {
                List<Promise<Boolean>> waiters = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    waiters.add(Miou.async(() -> event.until(() -> Miou.sleep(NEVER))));
                    waiters.add(Miou.call(() -> event.until(() -> {
                        Miou.sleep(NEVER);
                        return "never";
                    }).isPresent()));
                }
                waiters.forEach(waiter -> Waiting.until(waiter, "sleep"));
                Foreign.call(() -> {
                    event.happen();
                    return true;
                });
                assertThat(Miou.all(waiters)).hasSize(100).containsOnly(false);
                assertThat(event.until(() -> Miou.sleep(NEVER))).as("it has happened").isFalse();
                assertThat(event.until(() -> "no suspension point")).contains("no suspension point");
            }
        });
    }

    @OnEveryBackend
    void bodyThatReturnsOrThrowsBeforeTheEvent_leavesNothingBehind(Variant variant) {
        variant.run(() -> {
            for (Event event : events()) {
                for (int i = 0; i < 100; i++) {
                    assertThat(event.until(() -> "value")).contains("value");
                    assertThatThrownBy(() -> event.until((Step<RuntimeException>) () -> {
                        throw new IllegalStateException("failed");
                    })).hasMessage("failed");
                }
                event.happen();
                Miou.yield();
            }
        });
    }

    @OnEveryBackend
    void nestedBodies_thatStopAtOneEvent_areAllEnded(Variant variant) {
        variant.run(() -> {
            for (Event event : events()) {
                Promise<Boolean> child = Miou.async(() -> event.until(() -> {
                    boolean _ = event.until(() -> Miou.sleep(NEVER));
                    trail.add("the outer one goes on");
                }));
                Waiting.until(child, "sleep");
                event.happen();
                assertThat(child.await()).isFalse();
            }
        });
        assertThat(trail.events()).isEmpty();
    }
}
