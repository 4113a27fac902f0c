package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
import io.miou.Violations;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.SimulatedClock;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Tests a mutex that a task holds while it waits for cancelled children: they may need the mutex to end (ADR 149). */
class ReservedMutexTest {

    private final Trail trail = new Trail();
    private final Mutex mutex = new Mutex();
    private final Condition condition = new Condition();

    /** Waits for a signal that does not come, with the mutex before and after. */
    private void waitForASignal(String name) {
        mutex.protect(() -> {
            try {
                condition.await(mutex);
            } finally {
                assertThat(mutex.tryLock()).isFalse();
                trail.add(name + " has it, " + mutex);
            }
        });
    }

    /** Locks the mutex, and fails while it holds the mutex. */
    private void lockAndFail() throws IOException {
        mutex.lock();
        throw new IOException("broken");
    }

    /** A launcher of runs whose time passes only while all tasks wait: no limit expires before. */
    private static Launcher withoutTime(Variant variant) {
        return variant.launcher().domains(0).backend(SimulatedClock.around(variant.provider()));
    }

    private static void assertBroken(Promise<Void> failing) {
        assertThatThrownBy(failing::await).hasRootCauseMessage("broken");
    }

    @OnEveryBackend
    void childInAConditionOfAFailingHolder_hasTheMutexAndEnds(Variant variant) {
        variant.run(() -> {
            assertBroken(Miou.task().named("parent").async(() -> {
                Waiting.until(Miou.task().named("child").async(() -> waitForASignal("child")), "a condition");
                lockAndFail();
            }));
            assertThat(mutex.toString()).isEqualTo("a mutex");
        });
        assertThat(trail.events()).singleElement().asString().matches("child has it, a mutex held by task child.*");
    }

    @OnEveryBackend
    void childOnAnotherDomain_hasTheMutexAndEnds(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            assertBroken(Miou.async(() -> {
                Waiting.until(Miou.call(() -> waitForASignal("child")), "a condition");
                lockAndFail();
            }));
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).hasSize(1);
    }

    @OnEveryBackend
    void childThatWasSignalled_hasTheMutexAndEnds(Variant variant) {
        variant.run(() -> {
            assertBroken(Miou.async(() -> {
                Waiting.until(Miou.async(() -> waitForASignal("child")), "a condition");
                mutex.lock();
                condition.signal();
                throw new IOException("broken");
            }));
        });
        assertThat(trail.events()).hasSize(1);
    }

    @OnEveryBackend
    void childrenAndGrandchildren_haveItOneAfterTheOther(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            boolean[] busy = new boolean[1];
            Action waiting = () -> mutex.protect(() -> {
                try {
                    condition.await(mutex);
                } finally {
                    assertThat(busy[0]).as("another has it").isFalse();
                    busy[0] = true;
                    Miou.shield(() -> Miou.yield());
                    busy[0] = false;
                    trail.add("ended");
                }
            });
            assertBroken(Miou.async(() -> {
                Promise<Void> child = Miou.async(() -> {
                    Waiting.until(Miou.call(waiting), "a condition");
                    waiting.run();
                });
                Waiting.until(child, "a condition");
                Waiting.until(Miou.call(waiting), "a condition");
                Waiting.until(Miou.async(waiting), "a condition");
                lockAndFail();
            }));
        });
        assertThat(trail.events()).hasSize(4).containsOnly("ended");
    }

    @OnEveryBackend
    void taskThatIsNoChild_waitsUntilTheHolderHasEnded(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Waiting.until(Miou.async(() -> waitForASignal("child")), "a condition");
                mutex.lock();
                Miou.sleep(Duration.ofDays(1));
            });
            Waiting.until(parent, "sleep");
            Promise<Void> stranger = Miou.async(() -> mutex.protect(() -> trail.add("stranger")));
            Waiting.until(stranger, "a mutex");
            parent.cancel();
            stranger.await();
        });
        assertThat(trail.events()).hasSize(2).last().isEqualTo("stranger");
    }

    @OnEveryBackend
    void whileNoChildHasIt_itIsTheHoldersForOthers(Variant variant) {
        variant.run(() -> {
            Trigger end = new Trigger();
            Promise<Void> parent = Miou.task().named("parent").async(() -> {
                Promise<Void> slow = Miou.async(() -> Miou.shield(() -> end.await()));
                Waiting.until(slow, "a trigger");
                Waiting.until(Miou.async(() -> waitForASignal("child")), "a condition");
                lockAndFail();
            });
            Waiting.until(parent, "child");
            while (trail.events().isEmpty()) {
                Miou.yield();
            }
            Promise<Void> stranger = Miou.async(() -> mutex.protect(() -> trail.add("stranger")));
            Waiting.until(stranger, "a mutex held by task parent");
            assertThat(mutex.tryLock()).isFalse();
            assertThat(end.signal()).isTrue();
            assertBroken(parent);
            stranger.await();
        });
        assertThat(trail.events()).hasSize(2).last().isEqualTo("stranger");
    }

    @OnEveryBackend
    void shieldedChildAndReleaseFunctionOfAChild_haveTheMutex(Variant variant) {
        variant.run(() -> {
            assertBroken(Miou.async(() -> {
                mutex.lock();
                Promise<Void> shielded = Miou.async(
                        () -> Miou.shield(() -> mutex.protect(() -> trail.add("shielded"))));
                Waiting.until(shielded, "a mutex");
                Promise<Void> owner = Miou.async(() -> {
                    Resource _ = Resource.own("x", _ -> mutex.protect(() -> trail.add("released")));
                    Miou.sleep(Duration.ofDays(1));
                });
                Waiting.until(owner, "sleep");
                throw new IOException("broken");
            }));
        });
        assertThat(trail.events()).containsExactlyInAnyOrder("shielded", "released");
    }

    @OnEveryBackend
    void childThatWaitsUnshielded_isCancelledAndHasNoTurn(Variant variant) {
        variant.run(() -> {
            assertBroken(Miou.async(() -> {
                mutex.lock();
                Waiting.until(Miou.async(() -> mutex.protect(() -> trail.add("turn"))), "a mutex");
                throw new IOException("broken");
            }));
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void childThatTakesItAndFailsItself_keepsItForItsOwnChildren(Variant variant) {
        variant.run(() -> {
            assertBroken(Miou.async(() -> {
                mutex.lock();
                Promise<Void> child = Miou.async(() -> Miou.shield(() -> {
                    Promise<Void> grandchild = Miou.async(() -> Miou.shield(() -> {
                        mutex.protect(() -> trail.add("grandchild"));
                    }));
                    Waiting.until(grandchild, "a mutex");
                    mutex.lock();
                    trail.add("child");
                    throw new IllegalStateException("broken too");
                }));
                Waiting.until(child, "a mutex");
                Promise<Void> sibling = Miou.async(() -> Miou.shield(() -> mutex.protect(() -> trail.add("sibling"))));
                Waiting.until(sibling, "a mutex");
                throw new IOException("broken");
            }));
            mutex.protect(() -> trail.add("main"));
        });
        assertThat(trail.events()).contains("child", "grandchild", "sibling").last().isEqualTo("main");
    }

    @OnEveryBackend
    void scopeThatItsLimitEnds_lendsWhatWasLockedInside(Variant variant) {
        withoutTime(variant).run(() -> {
            Resource before = Resource.own("before", _ -> trail.add("before"));
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(50), () -> {
                Waiting.until(Miou.async(() -> waitForASignal("child")), "a condition");
                Resource _ = Resource.own("inside", _ -> trail.add("inside, " + mutex));
                mutex.lock();
                Miou.sleep(Duration.ofDays(1));
            })).isInstanceOf(TimeoutException.class);
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
            before.close();
        });
        assertThat(trail.events()).hasSize(3).contains("inside, a mutex").last().isEqualTo("before");
    }

    @OnEveryBackend
    void holderThatCancelsAChild_hasTheMutexAgainAfterwards(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Promise<Void> here = Miou.async(() -> waitForASignal("here"));
            Promise<Void> there = Miou.call(() -> waitForASignal("there"));
            Promise<Void> other = Miou.async(() -> waitForASignal("other"));
            List.of(here, there, other).forEach(child -> Waiting.until(child, "a condition"));
            Resource before = Resource.own("before", _ -> trail.add("before"));
            mutex.protect(() -> {
                here.cancel();
                there.cancel();
                assertThat(mutex.toString()).contains("held by main");
                condition.signal();
                Waiting.until(other, "a mutex held by main");
                trail.add("still locked");
            });
            other.await();
            before.close();
        });
        assertThat(trail.events()).hasSize(5).element(2).isEqualTo("still locked");
        assertThat(trail.events().getLast()).isEqualTo("before");
    }

    @OnEveryBackend
    void holderThatCancelsSome_letsNoOtherChildHaveIt(Variant variant) {
        variant.run(() -> {
            Promise<Void> waiting = Miou.async(() -> waitForASignal("cancelled"));
            Waiting.until(waiting, "a condition");
            Orphans<Void> orphans = Miou.orphans();
            orphans.add(waiting);
            mutex.lock();
            Promise<Void> other = Miou.async(() -> mutex.protect(() -> trail.add("other")));
            Waiting.until(other, "a mutex");
            orphans.cancelAll();
            trail.add("unlock");
            mutex.unlock();
            other.await();
        });
        assertThat(trail.events()).hasSize(3).startsWith(trail.events().getFirst()).endsWith("unlock", "other");
    }

    /** The holder relies on the exclusion after the cancel. */
    @OnEveryBackend
    void shieldedChildThatTheHolderCancels_hasNoTurn(Variant variant) {
        withoutTime(variant).run(() -> {
            mutex.lock();
            Promise<Void> child = Miou.async(() -> Miou.shield(() -> {
                try {
                    Miou.timeout(Duration.ofMillis(20), () -> mutex.protect(() -> trail.add("turn")));
                } catch (TimeoutException e) {
                    trail.add("no turn");
                }
            }));
            Waiting.until(child, "a mutex");
            child.cancel();
            mutex.unlock();
        });
        assertThat(trail.events()).containsExactly("no turn");
    }

    @OnEveryBackend
    void holderThatIsCancelledWhileItCancels_hasTheMutexInItsFinallyBlocks(Variant variant) {
        variant.run(() -> {
            Trigger end = new Trigger();
            Promise<Void> holder = Miou.async(() -> {
                Promise<Void> first = Miou.async(() -> {
                    try {
                        waitForASignal("first");
                    } finally {
                        Miou.shield(() -> end.await());
                    }
                });
                Promise<Void> second = Miou.async(() -> waitForASignal("second"));
                Waiting.until(first, "a condition");
                Waiting.until(second, "a condition");
                mutex.lock();
                try {
                    first.cancel();
                } finally {
                    mutex.unlock();
                    trail.add("unlocked");
                }
            });
            Waiting.until(holder, "a child");
            Promise<Void> canceller = Miou.async(() -> {
                while (trail.events().isEmpty()) {
                    Miou.yield();
                }
                Miou.yield();
                assertThat(end.signal()).isTrue();
            });
            holder.cancel();
            canceller.await();
        });
        assertThat(trail.events()).hasSize(3).element(1).isEqualTo("unlocked");
    }

    @OnEveryBackend
    void firstOfTwoUnderTheMutex_endsTheOther(Variant variant) {
        variant.run(() -> {
            Promise<Void> loser = Miou.async(() -> waitForASignal("loser"));
            Waiting.until(loser, "a condition");
            mutex.lock();
            assertThat(Miou.awaitFirst(Miou.async(() -> trail.add("winner")), loser)).isNotNull();
            mutex.unlock();
        });
        assertThat(trail.events()).hasSize(2).first().isEqualTo("winner");
    }

    @OnEveryBackend
    void childFromOutsideTheScope_hasNoTurnWhileTheScopeEnds(Variant variant) {
        variant.run(() -> {
            Trigger end = new Trigger();
            Promise<Void> outside = Miou.async(() -> waitForASignal("outside"));
            Waiting.until(outside, "a condition");
            boolean complete = Miou.until(end, () -> {
                Waiting.until(Miou.async(() -> waitForASignal("inside")), "a condition");
                mutex.lock();
                condition.signal();
                Waiting.until(outside, "a mutex");
                assertThat(end.signal()).isTrue();
                Miou.sleep(Duration.ofDays(1));
            });
            assertThat(complete).isFalse();
            assertThat(trail.events()).singleElement().asString().startsWith("inside");
            outside.await();
        });
        assertThat(trail.events()).hasSize(2);
    }

    @OnEveryBackend
    void holderThatReturns_leaksItAfterItsChildHasEnded(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            variant.launcher().violations(Violations.CONTAINED).run(() -> {
                Promise<Void> parent = Miou.async(() -> {
                    Waiting.until(Miou.async(() -> waitForASignal("child")), "a condition");
                    mutex.lock();
                });
                assertThat(parent.awaitOutcome()).isInstanceOfSatisfying(Outcome.Failure.class,
                        failure -> assertThat(failure.cause()).isInstanceOf(StillHasChildrenError.class));
                assertThat(mutex.tryLock()).isTrue();
                mutex.unlock();
                Promise<Void> leaking = Miou.async(mutex::lock);
                assertThat(leaking.awaitOutcome()).isInstanceOfSatisfying(Outcome.Failure.class,
                        failure -> assertThat(failure.cause()).isInstanceOf(ResourceLeakedError.class));
            });
        }
        assertThat(trail.events()).hasSize(1);
    }

    @OnEveryBackend
    void mainThatFails_isNoException(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            List<Promise<Void>> children = List.of(Miou.async(() -> waitForASignal("a")),
                    Miou.call(() -> waitForASignal("b")));
            children.forEach(child -> Waiting.until(child, "a condition"));
            lockAndFail();
        })).hasRootCauseMessage("broken");
        assertThat(trail.events()).hasSize(2);
    }

    @OnEveryBackend
    void resourcesOfTheHolder_areReleasedInTheOrderInWhichItHadThem(Variant variant) {
        variant.run(() -> {
            assertBroken(Miou.async(() -> {
                Resource _ = Resource.own("before", _ -> trail.add("before, " + mutex));
                mutex.lock();
                Resource _ = Resource.own("after",
                        _ -> trail.add("after, " + mutex.toString().startsWith("a mutex held")));
                Waiting.until(Miou.async(() -> Miou.shield(() -> mutex.protect(() -> trail.add("child")))), "a mutex");
                throw new IOException("broken");
            }));
        });
        assertThat(trail.events()).containsExactly("child", "after, true", "before, a mutex");
    }
}
