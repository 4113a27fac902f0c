package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Rule 22, limits: timeout is a scope of the calling task, and only the scope that set a limit throws for it. */
@Slow
class Rule22ScopesTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATE = Duration.ofHours(1);
    private static final Duration NEVER = Duration.ofDays(365);

    private final Trail trail = new Trail();

    private Owned<String> own(String name) {
        return Resource.own(name, value -> trail.add("release " + value));
    }

    /** Waits where no limit reaches, so that one that is set passes. */
    private static void letTimePass() {
        Miou.shield(() -> Miou.sleep(Duration.ofMillis(15)));
    }

    @OnEveryBackend
    void limitThatPasses_throwsAndLeavesTheTaskUncancelled(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> Miou.sleep(NEVER)))
                    .isInstanceOf(TimeoutException.class).hasMessageContaining("main");
            Miou.yield();
            Miou.sleep(Duration.ofNanos(1));
            assertThat(Miou.async(() -> "still alive").await()).isEqualTo("still alive");
        });
    }

    /** No other fiber is ready, so a yield need not suspend. */
    @OnEveryBackend
    void firstYieldAfterALimitThatHasPassedWhileTheBodyComputed_throws(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                computePast(SOON);
                Miou.yield();
                trail.add("not cut");
            })).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> Miou.async(() -> {
                computePast(SOON);
                Miou.yield();
                trail.add("child not cut");
            }).await())).isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).isEmpty();
    }

    private static void computePast(Duration limit) {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < 2 * limit.toNanos();) {
            Thread.onSpinWait();
        }
    }

    @OnEveryBackend
    void bodyThatReturnsInTime_givesItsValueAndIsNotDisturbedLater(Variant variant) {
        variant.run(() -> {
            assertThat(Miou.<String, RuntimeException>timeout(Duration.ofMillis(10), () -> "in time"))
                    .isEqualTo("in time");
            Miou.sleep(Duration.ofMillis(20));
            assertThat(Miou.<String, RuntimeException>timeout(LATE, () -> null)).isNull();
        });
    }

    @OnEveryBackend
    void bodyThatReturnsAfterTheLimit_hasWon(Variant variant) {
        String value = variant.run(() -> Miou.<String, RuntimeException>timeout(SOON, () -> {
            letTimePass();
            return "late but here";
        }));
        assertThat(value).isEqualTo("late but here");
    }

    @OnEveryBackend
    void bodyThatSwallowsTheEndAndReturns_hasWon(Variant variant) {
        variant.run(() -> {
            String value = Miou.timeout(SOON, () -> {
                try {
                    Miou.sleep(NEVER);
                } catch (TaskCancelled e) {
                    assertThatThrownBy(Miou::yield).as("again and again").isInstanceOf(TaskCancelled.class)
                            .isNotSameAs(e);
                }
                return "swallowed";
            });
            assertThat(value).isEqualTo("swallowed");
            Miou.yield();
        });
    }

    @OnEveryBackend
    void everySuspensionPointInside_throwsOnceTheLimitHasPassed(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            Trigger signalled = new Trigger();
            signalled.signal();
            Miou.timeout(SOON, () -> {
                letTimePass();
                List<Throwable> thrown = new ArrayList<>();
                thrown.add(catchThrowable(Miou::yield));
                thrown.add(catchThrowable(() -> Miou.sleep(Duration.ZERO)));
                thrown.add(catchThrowable(() -> Miou.sleep(NEVER)));
                thrown.add(catchThrowable(child::await));
                thrown.add(catchThrowable(child::awaitOutcome));
                thrown.add(catchThrowable(() -> Miou.awaitAll(List.of(child))));
                thrown.add(catchThrowable(() -> Miou.all(List.of(child))));
                thrown.add(catchThrowable(() -> Miou.awaitOne(List.of(child))));
                thrown.add(catchThrowable(() -> Miou.awaitFirst(List.of(child))));
                thrown.add(catchThrowable(() -> Miou.blocking(() -> 1)));
                thrown.add(catchThrowable(signalled::await));
                thrown.add(catchThrowable(() -> Miou.parallel(List.of(1), input -> input)));
                thrown.add(catchThrowable(() -> Miou.orphans().get()));
                assertThat(thrown).hasSize(13).hasOnlyElementsOfType(TaskCancelled.class).doesNotHaveDuplicates();
            });
            assertThat(child.await()).as("a child from outside is spared").isEqualTo(1);
        });
    }

    @OnEveryBackend
    void zeroAndNegativeLimits_havePassedAlready(Variant variant) {
        for (Duration limit : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            variant.run(() -> {
                assertThatThrownBy(() -> Miou.timeout(limit, Miou::yield)).isInstanceOf(TimeoutException.class);
                String value = Miou.timeout(limit, () -> "no suspension point");
                assertThat(value).isEqualTo("no suspension point");
                Miou.yield();
            });
        }
    }

    @OnEveryBackend
    void hugeLimits_neverPass(Variant variant) {
        for (Duration limit : List.of(Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE), NEVER)) {
            String value = variant.run(() -> Miou.<String, RuntimeException>timeout(limit, () -> {
                Miou.sleep(SOON);
                return Miou.async(() -> "done").await();
            }));
            assertThat(value).isEqualTo("done");
        }
    }

    @OnEveryBackend
    void bodyThatThrowsInTime_throwsItsOwn(Variant variant) {
        IOException broken = new IOException("broken");
        variant.run(() -> {
            try {
                Miou.<String, IOException>timeout(LATE, () -> {
                    throw broken;
                });
                trail.add("returned");
            } catch (IOException e) {
                assertThat(e).isSameAs(broken);
                trail.add("thrown as its own type");
            }
        });
        assertThat(trail.events()).containsExactly("thrown as its own type");
    }

    @OnEveryBackend
    void resourcesOfTheTask_areUsableInsideAndSurviveTheLimit(Variant variant) {
        variant.run(() -> {
            Owned<String> outer = own("outer");
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                trail.add("use " + outer.get());
                Miou.sleep(NEVER);
            })).isInstanceOf(TimeoutException.class);
            trail.add("use " + outer.get());
            outer.close();
        });
        assertThat(trail.events()).containsExactly("use outer", "use outer", "release outer");
    }

    @OnEveryBackend
    void resourcesAcquiredInside_areReleasedInReverseOrderWhenTheLimitEndsTheBody(Variant variant) {
        variant.run(() -> {
            Owned<String> outer = own("outer");
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                own("a");
                Owned<String> closed = own("b");
                own("c");
                closed.close();
                Miou.sleep(NEVER);
            })).isInstanceOf(TimeoutException.class);
            trail.add("timed out");
            outer.close();
        });
        assertThat(trail.events()).containsExactly("release b", "release c", "release a", "timed out",
                "release outer");
    }

    @OnEveryBackend
    void resourcesAcquiredInside_staysWithTheTaskWhenTheBodyReturns(Variant variant) {
        variant.run(() -> {
            Owned<String> inTime = Miou.timeout(LATE, () -> own("in time"));
            Owned<String> late = Miou.timeout(SOON, () -> {
                letTimePass();
                return own("late");
            });
            trail.add(inTime.get() + " and " + late.get());
            late.close();
            inTime.close();
        });
        assertThat(trail.events()).containsExactly("in time and late", "release late", "release in time");
    }

    @OnEveryBackend
    void releaseThatThrows_isSuppressedInTheTimeout(Variant variant) {
        Throwable thrown = variant.run(() -> catchThrowable(() -> Miou.timeout(SOON, () -> {
            own("a");
            Resource.own("b", _ -> {
                throw new IOException("release of b");
            });
            Miou.sleep(NEVER);
        })));
        assertThat(thrown).isInstanceOf(TimeoutException.class);
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("release of b");
        assertThat(trail.events()).containsExactly("release a");
    }

    @OnEveryBackend
    void childrenStartedInside_areCancelledAndAwaited(Variant variant) {
        variant.run(() -> {
            Trigger timedOut = new Trigger();
            Promise<Void> outside = Miou.async(() -> {
                timedOut.await();
                trail.add("outside ended");
            });
            List<Promise<?>> inside = new ArrayList<>();
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                // In a shield, so that all have begun before the limit can end them.
                Miou.shield(() -> {
                    inside.add(Miou.async(() -> sleepAndCleanUp("near")));
                    inside.add(Miou.call(() -> sleepAndCleanUp("far")));
                    inside.add(Miou.call(() -> Miou.async(() -> sleepAndCleanUp("grandchild")).await()));
                    while (trail.count("began") < 3) {
                        Miou.yield();
                    }
                });
                Miou.sleep(NEVER);
            })).isInstanceOf(TimeoutException.class);
            trail.add("timed out");
            timedOut.signal();
            assertThat(inside).hasSize(3).allMatch(child -> child.state() == Promise.State.CANCELLED);
            outside.await();
        });
        assertThat(trail.events()).endsWith("timed out", "outside ended");
        assertThat(trail.events().subList(3, 6)).containsExactlyInAnyOrder("near", "far", "grandchild");
    }

    private void sleepAndCleanUp(String name) {
        try {
            trail.add("began");
            Miou.sleep(NEVER);
        } finally {
            Miou.shield(() -> Miou.sleep(Duration.ofMillis(2)));
            trail.add(name);
        }
    }

    @OnEveryBackend
    void childrenOfABodyThatReturnsLate_endAsCancelledToo(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.timeout(SOON, () -> {
                Promise<Void> started = Miou.call(() -> Miou.sleep(NEVER));
                letTimePass();
                return started;
            });
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
    }

    @OnEveryBackend
    void childThatHadSucceededInside_isCancelledByTheLimit(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.timeout(SOON, () -> Miou.shield(() -> {
                Promise<Integer> started = Miou.async(() -> 1);
                Miou.yield();
                assertThat(started.state()).isEqualTo(Promise.State.SUCCEEDED);
                letTimePass();
                return started;
            }));
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
    }

    @OnEveryBackend
    void childStartedAfterTheLimit_neverRuns(Variant variant) {
        variant.run(() -> {
            List<Promise<Void>> late = new ArrayList<>();
            Miou.timeout(SOON, () -> {
                letTimePass();
                late.add(Miou.async(() -> trail.add("near ran")));
                late.add(Miou.call(() -> trail.add("far ran")));
            });
            assertThat(Miou.awaitAll(late)).containsOnly(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void outerLimit_isThrownByTheOuterScopeOnly(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                try {
                    Miou.timeout(LATE, () -> {
                        try {
                            Miou.timeout(LATE, () -> Miou.sleep(NEVER));
                        } catch (TimeoutException e) {
                            trail.add("innermost");
                        }
                    });
                } catch (TimeoutException e) {
                    trail.add("inner");
                }
            })).isInstanceOf(TimeoutException.class);
            Miou.yield();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void innerLimit_leavesTheOuterScopeAlone(Variant variant) {
        String value = variant.run(() -> Miou.<String, RuntimeException>timeout(LATE, () -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> Miou.sleep(NEVER)))
                    .isInstanceOf(TimeoutException.class);
            Miou.yield();
            return "outer goes on";
        }));
        assertThat(value).isEqualTo("outer goes on");
    }

    @OnEveryBackend
    void ofTwoLimitsThatHavePassed_theOutermostWins(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                try {
                    Miou.timeout(SOON, () -> {
                        letTimePass();
                        Miou.yield();
                    });
                } catch (TimeoutException e) {
                    trail.add("inner");
                }
                trail.add("after the inner");
            })).isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void outerLimitThatPassesWhileTheInnerUnwinds_winsToo(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(20), () -> {
                try {
                    Miou.timeout(SOON, () -> {
                        Resource.own("slow", _ -> Miou.sleep(Duration.ofMillis(40)));
                        Miou.sleep(NEVER);
                    });
                } catch (TimeoutException e) {
                    trail.add("inner");
                    Miou.yield();
                }
            })).isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void limitOfTheParent_endsLimitsOfItsChildrenAsCancelled(Variant variant) {
        variant.run(() -> {
            List<Promise<?>> children = new ArrayList<>();
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                for (boolean far : new boolean[]{true, false}) {
                    Promise<Void> child = far ? Miou.call(this::limited) : Miou.async(this::limited);
                    children.add(child);
                }
                Miou.sleep(NEVER);
            })).isInstanceOf(TimeoutException.class);
            assertThat(children).hasSize(2).allMatch(child -> child.state() == Promise.State.CANCELLED);
        });
        assertThat(trail.events()).isEmpty();
    }

    private void limited() {
        try {
            Miou.timeout(LATE, () -> Miou.sleep(NEVER));
        } catch (TimeoutException e) {
            trail.add("a child has caught its parent's limit");
        }
    }

    @OnEveryBackend
    void shieldInside_holdsTheLimitBack(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                Miou.shield(() -> {
                    Promise<Void> child = Miou.call(() -> {
                        Miou.sleep(Duration.ofMillis(20));
                        trail.add("child in the shield ended");
                    });
                    child.await();
                    Miou.yield();
                    trail.add("shield ended");
                });
                trail.add("no suspension point, no end");
                Miou.yield();
                trail.add("never");
            })).isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).containsExactly("child in the shield ended", "shield ended",
                "no suspension point, no end");
    }

    @OnEveryBackend
    void childLeftByAShield_isCancelledWhenTheShieldEnds(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                Miou.shield(() -> {
                    Promise<Void> _ = Miou.async(() -> sleepAndCleanUp("spared in the shield"));
                    letTimePass();
                    trail.add("shield ended");
                });
                Miou.yield();
            })).isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).containsExactly("began", "shield ended", "spared in the shield");
    }

    @OnEveryBackend
    void limitInsideAShield_works(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> Miou.shield(() -> {
                try {
                    Miou.timeout(Duration.ofMillis(10), () -> Miou.sleep(NEVER));
                } catch (TimeoutException e) {
                    trail.add("timed out in the shield");
                }
                Miou.yield();
                trail.add("shield ended");
            }));
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("timed out in the shield", "shield ended");
    }

    @OnEveryBackend
    void cancellationOfTheTask_isNoTimeout(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.timeout(LATE, () -> Miou.sleep(NEVER));
                } catch (TimeoutException e) {
                    trail.add("timeout");
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
    void interruptibleWaitOfTheJdk_isEndedByTheLimit(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> Thread.sleep(NEVER)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.sleep(1);
            Miou.yield();
        });
    }

    @OnEveryBackend
    void blockingBodyInside_isInterruptedByTheLimit(Variant variant) {
        variant.run(() -> {
            Duration limit = Duration.ofMillis(20);
            do {
                // Once more, with more time, if it has passed before the body has begun: it is not run any more then.
                limit = limit.multipliedBy(2);
                Duration thisTime = limit;
                assertThatThrownBy(() -> Miou.timeout(thisTime, () -> Miou.blocking(() -> {
                    try {
                        Thread.sleep(NEVER);
                    } finally {
                        trail.add("body ended");
                    }
                }))).isInstanceOf(TimeoutException.class);
            } while (trail.events().isEmpty());
            trail.add("timed out");
        });
        assertThat(trail.events()).containsExactly("body ended", "timed out");
    }

    @OnEveryBackend
    void timersOfScopesThatEnded_areGone(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                Miou.timeout(LATE, Miou::yield);
                assertThatThrownBy(() -> Miou.timeout(LATE, () -> {
                    throw new IOException("broken");
                })).isInstanceOf(IOException.class);
            }
            assertThat(io.miou.task.Task.current().loop().timers().count()).isZero();
        });
    }

    @OnEveryBackend
    void manyNestedLimits_endAtTheOneThatPassed(Variant variant) {
        int depth = 100;
        variant.run(() -> {
            for (int which : new int[]{0, 1, depth / 2, depth - 1}) {
                List<Integer> timedOut = new ArrayList<>();
                nest(0, depth, which, timedOut);
                assertThat(timedOut).containsExactly(which);
            }
            Miou.yield();
        });
    }

    private static void nest(int level, int depth, int which, List<Integer> timedOut) {
        if (level == depth) {
            Miou.sleep(Duration.ofMillis(20));
            return;
        }
        try {
            Miou.timeout(level == which ? SOON : LATE, () -> nest(level + 1, depth, which, timedOut));
        } catch (TimeoutException e) {
            timedOut.add(level);
        }
    }

    @OnEveryBackend
    void limitsOfManyTasks_passIndependently(Variant variant) {
        variant.run(() -> {
            List<Promise<String>> children = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean tooLong = i % 2 == 0;
                children.add(Miou.async(() -> {
                    try {
                        return Miou.timeout(Duration.ofMillis(200), () -> {
                            Miou.sleep(tooLong ? NEVER : Duration.ofNanos(1));
                            return "in time";
                        });
                    } catch (TimeoutException e) {
                        return "timeout";
                    }
                }));
            }
            List<String> results = Miou.all(children);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i)).as("child %d", i).isEqualTo(i % 2 == 0 ? "timeout" : "in time");
            }
        });
    }

    @OnEveryBackend
    void bodyThatAnswersTheEndWithAnExceptionOfItsOwn_throwsThat(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.<Void, IOException>timeout(SOON, () -> {
                own("a");
                try {
                    Miou.sleep(NEVER);
                } catch (TaskCancelled e) {
                    throw new IOException("gave up", e);
                }
                return null;
            })).isInstanceOf(IOException.class).hasMessage("gave up");
            trail.add("thrown");
            Miou.yield();
        });
        assertThat(trail.events()).containsExactly("release a", "thrown");
    }
}
