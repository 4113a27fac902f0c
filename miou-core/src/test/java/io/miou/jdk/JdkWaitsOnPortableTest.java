package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Property;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fiber that waits in a call of the JDK keeps its domain on the portable engine, and lets it go on the carried one;
 * on both it is interrupted when it is cancelled, from wherever that can be done.
 */
@Slow
class JdkWaitsOnPortableTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> empty = new LinkedBlockingQueue<>();

    // Whose the domain is

    @OnEveryBackend
    void fiberInJdkWait_keepsItsDomainOnPortableOnly(Variant variant) {
        variant.run(() -> {
            Promise<?> waiting = Miou.async(() -> {
                Thread.sleep(20);
                trail.add("slept");
            });
            Promise<?> other = Miou.async(() -> trail.add("other"));
            Miou.awaitAll(List.of(waiting, other));
        });
        assertThat(trail).isEqualTo(variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN)
                ? List.of("other", "slept")
                : List.of("slept", "other"));
    }

    @OnEveryBackend
    void threadYield_givesWayToFibersOnCarriedOnly(Variant variant) {
        variant.run(() -> {
            Promise<?> yielding = Miou.async(() -> {
                Thread.yield();
                trail.add("yielded");
            });
            Promise<?> other = Miou.async(() -> trail.add("other"));
            Miou.awaitAll(List.of(yielding, other));
        });
        assertThat(trail).isEqualTo(variant.has(Variant.Trait.JDK_YIELDS_FREE_THE_DOMAIN)
                ? List.of("other", "yielded")
                : List.of("yielded", "other"));
    }

    @OnEveryBackend
    void suspensionInClassInitialiser_worksOnPortable(Variant variant) {
        if (variant.has(Variant.Trait.PINNED_FIBERS_ARE_REFUSED)) {
            variant.run(() -> {
                assertThatThrownBy(() -> FreshClass.initialise(() -> Miou.sleep(LONG)))
                        .hasRootCauseInstanceOf(IllegalStateException.class);
            });
            return;
        }
        variant.run(() -> {
            Promise<?> pinned = Miou.async(() -> FreshClass.initialise(() -> {
                Miou.sleep(Duration.ofMillis(5));
                trail.add("slept in class initialiser");
            }));
            Promise<?> other = Miou.async(() -> trail.add("other"));
            Miou.awaitAll(List.of(pinned, other));
        });
        assertThat(trail).containsExactly("other", "slept in class initialiser");
    }

    @OnEveryBackend
    void taskTree_saysThatItWaitsInTheJdk(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Promise<?> waiting = Miou.task().named("stuck").call(() -> empty.take());
            while (!Miou.dump().toString().contains("blocked in a call of the JDK")) {
                Miou.sleep(Duration.ofMillis(1));
            }
            empty.add("end");
            waiting.await();
        });
    }

    // Cancellation

    static Stream<Arguments> everyWaitOnEveryBackend() {
        return JdkWaitsTest.everyWaitOnEveryBackend();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyWaitOnEveryBackend")
    @Timeout(120)
    void everyJdkWait_endsWhenItsTaskIsCancelledFromAnotherDomain(Variant variant, JdkWait wait) {
        variant.run(() -> {
            Trigger started = new Trigger();
            Promise<?> waiting = Miou.call(() -> {
                started.signal();
                try {
                    wait.enter();
                } finally {
                    trail.add("left");
                }
            });
            started.await();
            waiting.cancel();
            assertThat(waiting.awaitOutcome()).isInstanceOf(Outcome.Cancelled.class);
        });
        assertThat(trail).containsExactly("left");
    }

    @OnEveryBackend
    void descendantsInJdkWaits_areInterruptedWhenAnAncestorIsCancelled(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Trigger started = new Trigger();
            Promise<?> parent = Miou.call(() -> {
                Promise<?> child = Miou.async(() -> {
                    Promise<?> grandchild = Miou.async(() -> {
                        started.signal();
                        waitInTheJdk("grandchild");
                    });
                    grandchild.await();
                });
                child.await();
            });
            started.await();
            parent.cancel();
        });
        assertThat(trail).containsExactly("grandchild interrupted");
    }

    private void waitInTheJdk(String who) throws InterruptedException {
        try {
            Thread.sleep(LONG);
        } catch (InterruptedException e) {
            trail.add(who + " interrupted");
            throw e;
        }
    }

    @OnEveryBackend
    void runThatIsInterrupted_interruptsJdkWaitsOnDomain0(Variant variant) {
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> variant.run(() -> {
            Thread.ofPlatform().start(caller::interrupt);
            waitInTheJdk("main");
        })).isInstanceOf(java.util.concurrent.CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trail).containsExactly("main interrupted");
    }

    @OnEveryBackend
    void shieldedFiber_isInterruptedOnlyAfterItsShield(Variant variant) {
        variant.run(() -> {
            Trigger shielded = new Trigger();
            Promise<?> waiting = Miou.call(() -> {
                String item = Miou.shield(() -> {
                    shielded.signal();
                    return empty.take();
                });
                trail.add("took " + item + ", flag " + Thread.currentThread().isInterrupted());
                waitInTheJdk("outside");
            });
            shielded.await();
            Promise<?> giver = Miou.async(() -> {
                // By now several looks at the waiting fiber are over.
                Miou.shield(() -> Miou.sleep(Duration.ofMillis(300)));
                empty.add("item");
            });
            waiting.cancel();
            giver.await();
        });
        assertThat(trail).containsExactly("took item, flag false", "outside interrupted");
    }

    @OnEveryBackend
    void childStartedInAShield_isSparedWhileTheShieldLasts(Variant variant) {
        variant.run(() -> {
            Trigger waits = new Trigger();
            Promise<?> parent = Miou.call(() -> Miou.shield(() -> {
                Promise<String> child = Miou.async(() -> {
                    waits.signal();
                    return empty.take();
                });
                trail.add("child took " + child.await());
            }));
            waits.await();
            Promise<?> giver = Miou.async(() -> {
                Miou.shield(() -> Miou.sleep(Duration.ofMillis(300)));
                empty.add("item");
            });
            parent.cancel();
            giver.await();
        });
        assertThat(trail).containsExactly("child took item");
    }

    @OnEveryBackend
    void taskThatWaitsAgainAndAgain_isInterruptedEachTime(Variant variant) {
        variant.run(() -> {
            Trigger started = new Trigger();
            Promise<?> stubborn = Miou.call(() -> {
                started.signal();
                for (int i = 1; i <= 5; i++) {
                    try {
                        Thread.sleep(LONG);
                    } catch (InterruptedException e) {
                        trail.add("interrupted " + i);
                    }
                }
            });
            started.await();
            stubborn.cancel();
        });
        assertThat(trail).hasSize(5).endsWith("interrupted 5");
    }

    @OnEveryBackend
    void limitOfAnAncestor_interruptsTheWaitOfItsChild(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Promise<?> far = Miou.call(() -> {
                Duration limit = Duration.ofMillis(20);
                do {
                    // Once more, with more time, if it has passed before the child has begun.
                    limit = limit.multipliedBy(2);
                    Duration thisTime = limit;
                    assertThatThrownBy(() -> Miou.timeout(thisTime, () -> {
                        Promise<?> child = Miou.async(() -> waitInTheJdk("child"));
                        child.await();
                    })).isInstanceOf(TimeoutException.class);
                } while (trail.isEmpty());
                trail.add("timed out");
            });
            far.await();
        });
        assertThat(trail).containsExactly("child interrupted", "timed out");
    }

    @OnEveryBackend
    void stopFromAnotherDomain_interruptsTheWait(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Trigger stop = new Trigger();
            Trigger started = new Trigger();
            Promise<Boolean> far = Miou.call(() -> Miou.until(stop, () -> {
                started.signal();
                return empty.take();
            }).isEmpty());
            started.await();
            stop.signal();
            assertThat(far.await()).as("it was stopped").isTrue();
        });
    }

    @OnEveryBackend
    void interruptedTask_findsItselfCancelledWhenItComesBackToMiou(Variant variant) {
        variant.run(() -> {
            Trigger started = new Trigger();
            Promise<?> parked = Miou.call(() -> {
                started.signal();
                while (!Thread.currentThread().isInterrupted()) {
                    java.util.concurrent.locks.LockSupport.park();
                }
                assertThatThrownBy(Miou::yield).isInstanceOf(io.miou.TaskCancelled.class);
                trail.add("flag " + Thread.currentThread().isInterrupted());
            });
            started.await();
            parked.cancel();
        });
        assertThat(trail).containsExactly("flag false");
    }

    // The warning

    /** Has the recorder keep what the watchdog says. */
    private static Property theStandardLimit() {
        return Property.set("miou.watchdog", "1s");
    }

    @OnEveryBackend
    void fiberThatKeepsItsDomainForASecond_isWarnedOfOnceAndOnlyIfOthersWait(Variant variant) {
        try (Property _ = theStandardLimit(); LogRecorder log = new LogRecorder()) {
            variant.launcher().domains(2).run(() -> {
                Promise<?> modest = Miou.task().on(Domain.pool().get(0)).named("modest").call(() -> Thread.sleep(LONG));
                Promise<?> greedy = Miou.task().on(Domain.pool().get(1)).named("greedy").call(() -> {
                    Promise<?> other = Miou.async(() -> trail.add("other"));
                    Thread.sleep(LONG);
                    other.await();
                });
                while (!variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN) && warnings(log).isEmpty()) {
                    Miou.sleep(Duration.ofMillis(10));
                }
                // A second warning, or one that is wrong, would come by then.
                Miou.sleep(Duration.ofMillis(1_300));
                greedy.cancel();
                modest.cancel();
            });
            if (variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN)) {
                assertThat(warnings(log)).isEmpty();
            } else {
                assertThat(warnings(log)).singleElement().asString().contains("greedy").contains("domain 2")
                        .contains("Miou.blocking").contains("Thread.sleep")
                        .contains(JdkWaitsOnPortableTest.class.getName());
            }
        }
    }

    @OnEveryBackend
    void fiberThatWasInNobodysWayUntilNow_isNotWarnedOfYet(Variant variant) {
        // Once more if the machine has kept the others waiting for as long as they may be.
        for (int attempts = 0; attempts < 10; attempts++) {
            try (Property _ = theStandardLimit(); LogRecorder log = new LogRecorder()) {
                if (isInTheWayForAMoment(variant)) {
                    assertThat(warnings(log)).isEmpty();
                    return;
                }
            }
        }
        throw new AssertionError("a moment always takes a second here");
    }

    /**
     * Waits in the JDK for more than a second. Another fiber becomes ready only near the end of that wait. Returns
     * whether its wait was short.
     */
    private static boolean isInTheWayForAMoment(Variant variant) {
        return variant.launcher().domains(1).run(() -> {
            CountDownLatch enough = new CountDownLatch(1);
            Promise<?> modest = Miou.task().named("modest").call(() -> enough.await());
            Miou.sleep(Duration.ofMillis(1_200));
            long start = System.nanoTime();
            Promise<?> other = Miou.call(() -> {
            });
            Miou.sleep(Duration.ofMillis(300));
            enough.countDown();
            modest.await();
            other.await();
            return System.nanoTime() - start < Duration.ofMillis(900).toNanos();
        });
    }

    private static List<String> warnings(LogRecorder log) {
        return log.records().stream().map(LogRecord::getMessage)
                .filter(message -> message.contains("greedy") || message.contains("modest")).toList();
    }
}
