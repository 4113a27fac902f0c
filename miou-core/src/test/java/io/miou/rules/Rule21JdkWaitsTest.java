package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.AboutVariants;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Rule 21: cancelling interrupts a fiber that waits in an interruptible call of the JDK, each time it enters one, and
 * never otherwise; an interrupt from elsewhere is no cancellation.
 */
@AboutVariants
class Rule21JdkWaitsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> trail = new ArrayList<>();
    private final BlockingQueue<String> empty = new LinkedBlockingQueue<>();

    // Who is interrupted

    @OnEveryBackend
    void cancelledInJdkWait_isInterruptedAndEndsCancelled(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<?> waiting = Miou.async(() -> {
                trail.add("waits");
                try {
                    empty.take();
                } catch (InterruptedException e) {
                    trail.add("interrupted, flag " + flag());
                    throw e;
                }
            });
            Miou.yield();
            trail.add("cancels");
            waiting.cancel();
            assertThat(waiting.awaitOutcome()).isInstanceOf(Outcome.Cancelled.class);
        });
        assertThat(trail).containsExactly("waits", "cancels", "interrupted, flag false");
    }

    @OnEveryBackend
    void cancelledFromAnotherDomainInJdkWait_isInterrupted(Variant variant) {
        AtomicBoolean interrupted = new AtomicBoolean();
        variant.run(() -> {
            Trigger started = new Trigger();
            Promise<?> waiting = Miou.call(() -> {
                started.signal();
                try {
                    Thread.sleep(LONG);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            });
            started.await();
            waiting.cancel();
            assertThat(waiting.state()).isEqualTo(Promise.State.CANCELLED);
        });
        assertThat(interrupted).isTrue();
    }

    @OnEveryBackend
    void cancelledWhileItRuns_isNotInterruptedUntilItWaitsInTheJdk(Variant variant) {
        CountDownLatch cancelRequested = new CountDownLatch(1);
        List<String> seen = new ArrayList<>();
        variant.run(() -> {
            Trigger running = new Trigger();
            Promise<?> busy = Miou.call(() -> {
                running.signal();
                while (cancelRequested.getCount() > 0) {
                    Thread.onSpinWait();
                }
                // Before the words: a class that they need may be a wait in the JDK too.
                boolean flag = flag();
                seen.add("running, flag " + flag);
                try {
                    Thread.sleep(LONG);
                } catch (InterruptedException e) {
                    seen.add("interrupted in sleep");
                }
                seen.add("running again, flag " + flag());
            });
            running.await();
            // Runs while this task is suspended in cancel(), so when the request is on its way.
            Promise<?> witness = Miou.async(cancelRequested::countDown);
            busy.cancel();
            witness.await();
        });
        assertThat(seen).containsExactly("running, flag false", "interrupted in sleep", "running again, flag false");
    }

    @OnEveryBackend
    void cancelledWhileSuspendedInMiou_isNotInterrupted(Variant variant) {
        variant.run(() -> {
            Trigger never = new Trigger();
            List<Promise<?>> waiting = List.of(Miou.async(() -> noteFlagWhenCancelled("sleep", () -> Miou.sleep(LONG))),
                    Miou.async(() -> noteFlagWhenCancelled("trigger", never::await)),
                    Miou.async(() -> noteFlagWhenCancelled("await", () -> {
                        Promise<?> child = Miou.async(() -> Miou.sleep(LONG));
                        child.await();
                    })), Miou.async(() -> noteFlagWhenCancelled("yield", () -> {
                        while (true) {
                            Miou.yield();
                        }
                    })));
            Miou.yield();
            Miou.yield();
            for (Promise<?> one : waiting) {
                one.cancel();
            }
        });
        assertThat(trail).containsExactly("sleep: false", "trigger: false", "await: false", "yield: false");
    }

    private void noteFlagWhenCancelled(String what, Runnable wait) {
        try {
            wait.run();
        } catch (TaskCancelled e) {
            trail.add(what + ": " + flag());
            throw e;
        }
    }

    @OnEveryBackend
    void cancelledInShield_isInterruptedOnlyAfterIt(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<?> shielded = Miou.async(() -> {
                String item = Miou.shield(empty::take);
                trail.add("took " + item + ", flag " + flag());
                try {
                    empty.take();
                } catch (InterruptedException e) {
                    trail.add("interrupted outside");
                }
            });
            Miou.yield();
            Promise<?> giver = Miou.async(() -> {
                trail.add("gives");
                empty.add("item");
            });
            trail.add("cancels");
            shielded.cancel();
            giver.await();
        });
        assertThat(trail).containsExactly("cancels", "gives", "took item, flag false", "interrupted outside");
    }

    @OnEveryBackend
    void waitThatEndsTogetherWithTheCancellation_doesNotPassTheInterruptOnToAShield(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        AtomicReference<String> second = new AtomicReference<>();
        variant.run(() -> {
            Trigger stop = new Trigger();
            BlockingQueue<String> later = new LinkedBlockingQueue<>();
            Promise<?> reader = Miou.async(() -> {
                Miou.until(stop, () -> {
                    trail.add(empty.take());
                    Miou.shield(() -> second.set(later.take()));
                });
            });
            Miou.yield();
            // The domain is busy here while another thread ends the wait and stops the scope: it learns of both at
            // once.
            Thread other = Thread.ofPlatform().start(() -> {
                empty.add("first");
                stop.signal();
            });
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
            Miou.sleep(Duration.ofMillis(1));
            later.add("second");
            reader.await();
        });
        assertThat(trail).containsExactly("first");
        assertThat(second).hasValue("second");
    }

    @OnEveryBackend
    void cancelledTaskThatWaitsAgainAndAgain_isInterruptedEachTime(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<?> stubborn = Miou.async(() -> {
                for (int i = 1; i <= 12; i++) {
                    try {
                        Thread.sleep(LONG);
                    } catch (InterruptedException e) {
                        trail.add("interrupted " + i);
                    }
                }
            });
            Miou.yield();
            stubborn.cancel();
        });
        assertThat(trail).hasSize(12).endsWith("interrupted 12");
    }

    @OnEveryBackend
    void limitThatPassesInJdkWait_interruptsItAndIsATimeout(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5), () -> empty.take()))
                    .isInstanceOf(TimeoutException.class);
            // The scope is over: the next wait is an ordinary one.
            Promise<?> giver = Miou.call(() -> empty.add("given"));
            trail.add(empty.take() + ", flag " + flag());
            giver.await();
        });
        assertThat(trail).containsExactly("given, flag false");
    }

    // The flag

    @OnEveryBackend
    void flagThatTheJdkCallLeft_isClearedWhenTheTaskComesBackToMiou(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<?> parked = Miou.async(() -> {
                while (!flag()) {
                    LockSupport.park();
                }
                trail.add("parked, flag " + flag());
                assertThatThrownBy(Miou::yield).isInstanceOf(TaskCancelled.class);
                trail.add("back from yield, flag " + flag());
            });
            Miou.yield();
            parked.cancel();
        });
        assertThat(trail).containsExactly("parked, flag true", "back from yield, flag false");
    }

    @OnEveryBackend
    void flagThatTheJdkCallLeft_isClearedInShieldSoThatCleaningUpMayWait(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<?> parked = Miou.async(() -> {
                try {
                    while (!flag()) {
                        LockSupport.park();
                    }
                } finally {
                    trail.add("flag before " + flag());
                    Miou.shield(() -> trail.add("cleaned up with " + empty.take() + ", flag " + flag()));
                }
            });
            Miou.yield();
            Promise<?> giver = Miou.async(() -> empty.add("help"));
            parked.cancel();
            giver.await();
        });
        assertThat(trail).containsExactly("flag before true", "cleaned up with help, flag false");
    }

    @OnEveryBackend
    void flagThatTheJdkCallLeft_isClearedWhenItsScopeEnds(Variant variant) {
        variant.run(() -> {
            Miou.timeout(Duration.ofMillis(5), () -> {
                while (!flag()) {
                    LockSupport.park();
                }
            });
            trail.add("scope over, flag " + flag());
        });
        assertThat(trail).containsExactly("scope over, flag false");
    }

    // Interrupts from elsewhere

    @OnEveryBackend
    void foreignInterruptInMiouWaits_doesNotWakeOrCancel_andIsKept(Variant variant) {
        variant.run(() -> {
            Promise<String> child = Miou.async(() -> {
                Thread.currentThread().interrupt();
                Miou.sleep(Duration.ofMillis(1));
                trail.add("slept, flag " + flag());
                Promise<?> other = Miou.async(() -> trail.add("other runs"));
                Miou.yield();
                trail.add("yielded, flag " + flag());
                other.await();
                Trigger trigger = new Trigger();
                Promise<?> signaller = Miou.async(() -> trigger.signal());
                trigger.await();
                signaller.cancel();
                Miou.blocking(() -> trail.add("blocking, flag " + flag()));
                trail.add("all waits done, flag " + flag());
                return "result";
            });
            assertThat(child.await()).isEqualTo("result");
        });
        assertThat(trail).containsExactly("slept, flag true", "other runs", "yielded, flag true",
                "blocking, flag false", "all waits done, flag true");
    }

    @OnEveryBackend
    void foreignInterruptOfASuspendedFiber_doesNotWakeIt(Variant variant) {
        variant.run(() -> {
            AtomicReference<Thread> fiber = new AtomicReference<>();
            Trigger trigger = new Trigger();
            Promise<?> suspended = Miou.async(() -> {
                fiber.set(Thread.currentThread());
                trigger.await();
                trail.add("signalled " + trigger.isSignalled() + ", flag " + flag());
            });
            Miou.yield();
            Miou.blocking(() -> {
                for (int i = 0; i < 100; i++) {
                    fiber.get().interrupt();
                }
            });
            Miou.yield();
            trail.add("signals");
            trigger.signal();
            suspended.await();
        });
        assertThat(trail).containsExactly("signals", "signalled true, flag true");
    }

    @OnEveryBackend
    void foreignInterruptOfAJdkWait_isAnInterruptedExceptionAndNoCancellation(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            AtomicReference<Thread> fiber = new AtomicReference<>();
            Promise<String> waiting = Miou.async(() -> {
                fiber.set(Thread.currentThread());
                try {
                    return empty.take();
                } catch (InterruptedException e) {
                    Miou.sleep(Duration.ofMillis(1));
                    return "interrupted and alive";
                }
            });
            Miou.yield();
            fiber.get().interrupt();
            trail.add(waiting.await());
        });
        assertThat(trail).containsExactly("interrupted and alive");
    }

    @OnEveryBackend
    void foreignInterruptBeforeALimitPasses_isKeptBeyondIt(Variant variant) {
        variant.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5), () -> Miou.sleep(LONG)))
                    .isInstanceOf(TimeoutException.class);
            trail.add("flag " + flag());
        });
        assertThat(trail).containsExactly("flag true");
    }

    private static boolean flag() {
        return Thread.currentThread().isInterrupted();
    }
}
