package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;

/** Rule 17: a task that ends abnormally, or leaks, has its resources released for it. */
class Rule17ReleaseTest {

    private final Trail trail = new Trail();

    private Owned<String> own(String name) {
        return Resource.own(name, value -> trail.add("release " + value));
    }

    @OnEveryBackend
    void taskThatThrows_hasItsResourcesReleasedInReverseOrder(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                own("a");
                own("b");
                own("c");
                throw new IOException("broken");
            });
            assertThatThrownBy(child::await).hasRootCauseMessage("broken");
            trail.add("parent saw it");
        });
        assertThat(trail.events()).containsExactly("release c", "release b", "release a", "parent saw it");
    }

    @OnEveryBackend
    void taskOnAnotherDomain_isReleasedThereBeforeItsParentSeesTheEnd(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.call(() -> {
                Domain own = Domain.self();
                Resource.own("a", _ -> trail.add("released at home: " + (Domain.self() == own)));
                throw new IOException("broken");
            });
            assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            trail.add("parent saw it");
        });
        assertThat(trail.events()).containsExactly("released at home: true", "parent saw it");
    }

    @OnEveryBackend
    void releaseWaitsForTheLastChild(Variant variant) {
        variant.run(() -> {
            Promise<Void> failing = Miou.async(() -> {
                own("of the parent");
                for (String name : List.of("first", "second")) {
                    Promise<Void> _ = Miou.async(() -> {
                        try {
                            own("of the " + name);
                            Miou.sleep(Duration.ofDays(1));
                        } finally {
                            Miou.shield(() -> {
                                Miou.yield();
                                Miou.sleep(Duration.ofMillis(1));
                                trail.add(name + " cleaned up");
                            });
                        }
                    });
                }
                Promise<Void> _ = Miou.call(() -> {
                    own("of the called");
                    Miou.sleep(Duration.ofDays(1));
                });
                Miou.yield();
                throw new IOException("broken");
            });
            assertThat(failing.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
        assertThat(trail.events()).endsWith("release of the parent")
                .containsSubsequence("first cleaned up", "release of the first")
                .containsSubsequence("second cleaned up", "release of the second").doesNotHaveDuplicates();
    }

    @OnEveryBackend
    void cancelledTask_hasItsResourcesReleasedInReverseOrderBeforeCancelReturns(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                own("a");
                own("b");
                Miou.sleep(Duration.ofDays(1));
            });
            Miou.yield();
            child.cancel();
            trail.add("cancel returned");
        });
        assertThat(trail.events()).containsExactly("release b", "release a", "cancel returned");
    }

    @OnEveryBackend
    void cancelledTaskThatReturns_hasItsResourcesReleased(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> {
                own("a");
                try {
                    Miou.sleep(Duration.ofDays(1));
                } catch (TaskCancelled e) {
                    trail.add("swallowed");
                }
                return 1;
            });
            Miou.yield();
            child.cancel();
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
        });
        assertThat(trail.events()).containsExactly("swallowed", "release a");
    }

    @OnEveryBackend
    void descendants_areReleasedBeforeTheirAncestors(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            own("main");
            Trigger all = new Trigger();
            Promise<Void> _ = Miou.call(() -> {
                own("child");
                Promise<Void> _ = Miou.async(() -> {
                    own("grandchild");
                    all.signal();
                    Miou.sleep(Duration.ofDays(1));
                });
                Miou.sleep(Duration.ofDays(1));
            });
            all.await();
            throw new IllegalArgumentException("main gave up");
        })).hasMessage("main gave up");
        assertThat(trail.events()).containsExactly("release grandchild", "release child", "release main");
    }

    @OnEveryBackend
    void whatWasGivenOrAdopted_countsFromThatMoment(Variant variant) {
        variant.run(() -> {
            Owned<String> given = own("given");
            Owned<String> ownerless = own("adopted");
            ownerless.disown();
            Promise<Void> child = Miou.task().give(given).async(() -> {
                own("own");
                ownerless.adopt();
                own("last");
                throw new IOException("broken");
            });
            assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
        assertThat(trail.events()).containsExactly("release last", "release adopted", "release own",
                "release given");
    }

    @OnEveryBackend
    void whatWasClosedBefore_isNotReleasedAgain(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                own("a");
                Owned<String> closed = own("b");
                own("c");
                closed.close();
                closed.close();
                throw new IOException("broken");
            });
            assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
        assertThat(trail.events()).containsExactly("release b", "release c", "release a");
    }

    @OnEveryBackend
    void releasesThatThrow_areSuppressedInTheFailureAndTheOthersRun(Variant variant) {
        IOException broken = new IOException("broken");
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                own("a");
                Resource.own("b", _ -> {
                    throw new IOException("release of b");
                });
                own("c");
                Resource.own("d", _ -> {
                    throw new AssertionError("release of d");
                });
                throw broken;
            });
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Failure<Void>(broken));
        });
        assertThat(trail.events()).containsExactly("release c", "release a");
        assertThat(broken.getSuppressed()).extracting(Throwable::getMessage).containsExactly("release of d",
                "release of b");
    }

    @OnEveryBackend
    void releaseThatThrowsInMain_isSuppressedInWhatRunThrows(Variant variant) {
        Throwable thrown = catchThrowable(() -> variant.run(() -> {
            Resource.own("a", _ -> {
                throw new IOException("release of a");
            });
            throw new IllegalArgumentException("main gave up");
        }));
        assertThat(thrown).hasMessage("main gave up");
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("release of a");
    }

    @OnEveryBackend
    void releaseThatThrowsInACancelledTask_isLogged(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Promise<Void> child = Miou.async(() -> {
                    own("a");
                    Resource.own("b", _ -> {
                        throw new IOException("release of b");
                    });
                    Miou.sleep(Duration.ofDays(1));
                });
                Miou.yield();
                child.cancel();
            });
            assertThat(log.thrown(Level.WARNING)).extracting(Throwable::getMessage).containsExactly("release of b");
        }
        assertThat(trail.events()).containsExactly("release a");
    }

    @OnEveryBackend
    void leak_endsTheRunWithAnErrorThatNamesTaskAndResource(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Void> sibling = Miou.async(() -> {
                own("of the sibling");
                Miou.sleep(Duration.ofDays(1));
            });
            Miou.yield();
            Promise<Void> leaking = Miou.task().named("careless").async(() -> {
                own("first");
                own("second");
            });
            leaking.await();
            sibling.await();
        })).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("careless").hasMessageContaining("first");
        assertThat(trail.events()).startsWith("release second", "release first").contains("release of the sibling")
                .doesNotHaveDuplicates().hasSize(3);
    }

    @OnEveryBackend
    void leakInMain_isThrownByRun(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            own("forgotten");
        })).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("main").hasMessageContaining("forgotten");
        assertThat(trail.events()).containsExactly("release forgotten");
    }

    @OnEveryBackend
    void leakWhoseReleaseThrows_suppressesThat(Variant variant) {
        Throwable thrown = catchThrowable(() -> variant.run(() -> {
            Resource.own("a", _ -> {
                throw new IOException("release of a");
            });
            own("b");
        }));
        assertThat(thrown).isInstanceOf(ResourceLeakedError.class);
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("release of a");
        assertThat(trail.events()).containsExactly("release b");
    }

    @OnEveryBackend
    void leakThatIsContained_isReleasedInReverseOrderToo(Variant variant) {
        variant.launcher().violations(Violations.CONTAINED).run(() -> {
            try (LogRecorder _ = new LogRecorder()) {
                Promise<Void> child = Miou.async(() -> {
                    own("a");
                    own("b");
                });
                assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            }
        });
        assertThat(trail.events()).containsExactly("release b", "release a");
    }

    @OnEveryBackend
    void taskThatClosesEverything_isNoLeak(Variant variant) {
        variant.run(() -> Miou.async(() -> {
            try (Owned<String> a = own("a"); Owned<String> b = own("b")) {
                trail.add(a.get() + b.get());
            }
        }).await());
        assertThat(trail.events()).containsExactly("ab", "release b", "release a");
    }

    @OnEveryBackend
    void releaseFunctions_runOnTheOwnersFiberAndMaySuspend(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                Thread fiber = Thread.currentThread();
                Resource.own("a", _ -> {
                    assertThat(Thread.currentThread()).isSameAs(fiber);
                    Miou.yield();
                    Miou.sleep(Duration.ofMillis(1));
                    Miou.blocking(() -> trail.add("blocking"));
                    trail.add("released");
                });
                throw new IOException("broken");
            });
            assertThatThrownBy(child::await).hasRootCauseMessage("broken").rootCause().hasNoSuppressedExceptions();
        });
        assertThat(trail.events()).containsExactly("blocking", "released");
    }

    @OnEveryBackend
    void releaseFunctionsOfACancelledTask_areShielded(Variant variant) {
        variant.run(() -> {
            Trigger go = new Trigger();
            Promise<Void> child = Miou.async(() -> {
                Resource.own("a", _ -> {
                    trail.add("waiting");
                    go.await();
                    trail.add("released after a wait");
                });
                Miou.sleep(Duration.ofDays(1));
            });
            Miou.yield();
            Promise<Void> helper = Miou.async(() -> {
                while (trail.events().isEmpty()) {
                    Miou.yield();
                }
                go.signal();
            });
            child.cancel();
            helper.await();
        });
        assertThat(trail.events()).containsExactly("waiting", "released after a wait");
    }

    @OnEveryBackend
    void cancelThatComesDuringARelease_doesNotDisturbIt(Variant variant) {
        LogRecorder log = new LogRecorder();
        variant.run(() -> {
            Trigger releasing = new Trigger();
            Trigger go = new Trigger();
            Promise<Void> child = Miou.async(() -> {
                Resource.own("a", _ -> {
                    releasing.signal();
                    go.await();
                    Miou.sleep(Duration.ofMillis(1));
                    trail.add("released");
                });
                throw new IOException("broken");
            });
            Promise<Void> helper = Miou.async(() -> {
                Miou.yield();
                go.signal();
            });
            releasing.await();
            child.cancel();
            trail.add("cancelled");
            helper.await();
            assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
        });
        log.close();
        assertThat(trail.events()).containsExactly("released", "cancelled");
    }

    @OnEveryBackend
    void releaseFunctions_mayNotStartTasksOrOwn(Variant variant) {
        List<Throwable> refused = new ArrayList<>();
        variant.run(() -> {
            Owned<String> ownerless = own("ownerless");
            ownerless.disown();
            Promise<Void> child = Miou.async(() -> {
                Resource.own("a", _ -> {
                    refused.add(catchThrowable(() -> {
                        Promise<Integer> _ = Miou.async(() -> 1);
                    }));
                    refused.add(catchThrowable(() -> {
                        Promise<Integer> _ = Miou.call(() -> 1);
                    }));
                    refused.add(catchThrowable(() -> {
                        Promise<Integer> _ = Miou.task().async(() -> 1);
                    }));
                    refused.add(catchThrowable(() -> {
                        Promise<Integer> _ = Miou.<Integer>orphans().async(() -> 1);
                    }));
                    refused.add(catchThrowable(() -> Miou.parallel(List.of(1), input -> input)));
                    refused.add(catchThrowable(() -> Miou.everywhere(() -> trail.add("started"))));
                    refused.add(catchThrowable(() -> own("b")));
                    refused.add(catchThrowable(ownerless::adopt));
                });
                throw new IOException("broken");
            });
            assertThatThrownBy(child::await).hasRootCauseMessage("broken");
            ownerless.adopt();
            ownerless.close();
        });
        assertThat(refused).hasSize(8).hasOnlyElementsOfType(IllegalStateException.class);
        assertThat(trail.events()).containsExactly("release ownerless");
    }

    @OnEveryBackend
    void releaseFunctionsCalledByClose_mayNotStartTasksOrOwn(Variant variant) {
        List<Throwable> refused = new ArrayList<>();
        variant.run(() -> {
            Owned<String> resource = Resource.own("a", _ -> {
                refused.add(catchThrowable(() -> {
                    Promise<Integer> _ = Miou.async(() -> 1);
                }));
                refused.add(catchThrowable(() -> own("b")));
            });
            resource.close();
            assertThat(Miou.async(() -> 1).await()).as("afterwards it may").isEqualTo(1);
            own("c").close();
        });
        assertThat(refused).hasSize(2).hasOnlyElementsOfType(IllegalStateException.class);
        assertThat(trail.events()).containsExactly("release c");
    }

    @OnEveryBackend
    void closeWhoseReleaseThrows_throwsItAndReleasesOnce(Variant variant) {
        variant.run(() -> {
            Owned<String> checked = Resource.own("a", _ -> {
                trail.add("a");
                throw new IOException("checked");
            });
            assertThatThrownBy(checked::close).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("checked");
            checked.close();
            Owned<String> unchecked = Resource.own("b", _ -> {
                trail.add("b");
                throw new IllegalArgumentException("unchecked");
            });
            assertThatThrownBy(unchecked::close).isInstanceOf(IllegalArgumentException.class);
            unchecked.close();
        });
        assertThat(trail.events()).containsExactly("a", "b");
    }

    @OnEveryBackend
    void manyResources_areReleasedInReverseOrder(Variant variant) {
        int many = 10_000;
        List<Integer> released = new ArrayList<>();
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                for (int i = 0; i < many; i++) {
                    Resource.own(i, released::add);
                }
                throw new IOException("broken");
            });
            assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
        assertThat(released).hasSize(many).isSortedAccordingTo((left, right) -> right - left);
    }
}
