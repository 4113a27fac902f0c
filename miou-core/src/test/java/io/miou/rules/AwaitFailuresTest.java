package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.NotOwnerError;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.RuleViolation;
import io.miou.StillHasChildrenError;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Tests the exception in which a failure arrives: at the task that awaits the failed one, and at the caller of
 * {@code run}.
 */
class AwaitFailuresTest {

    private final IOException failure = new FileNotFoundException("as planned");

    // await

    @OnEveryBackend
    void failedChild_isATaskFailedExceptionThatNamesItAndHasTheCause(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.task().named("reader").async(this::fail);
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class).hasMessageContaining("reader")
                    .cause().isSameAs(failure);
        });
    }

    @OnEveryBackend
    void whateverAChildThrows_isTheCause(Variant variant) {
        variant.run(() -> {
            for (Throwable thrown : List.of(new IllegalStateException(), new IOException(), new AssertionError(),
                    new StackOverflowError(), new InterruptedException())) {
                Promise<Void> child = Miou.async(() -> sneak(thrown));
                assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class).cause().isSameAs(thrown);
                assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Failure<>(thrown));
            }
        });
    }

    @OnEveryBackend
    void expectedException_isThrownAsItself(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.call(this::fail);
            assertThatThrownBy(() -> child.awaitChecked(FileNotFoundException.class)).isSameAs(failure);
            assertThatThrownBy(() -> child.awaitChecked(IOException.class)).isSameAs(failure);
            assertThatThrownBy(() -> child.awaitChecked(Exception.class)).isSameAs(failure);
        });
    }

    @OnEveryBackend
    void unexpectedException_isATaskFailedException(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.call(this::fail);
            assertThatThrownBy(() -> child.awaitChecked(TimeoutException.class)).isInstanceOf(TaskFailedException.class)
                    .cause().isSameAs(failure);
            assertThatThrownBy(() -> child.awaitChecked(IllegalStateException.class))
                    .isInstanceOf(TaskFailedException.class).cause().isSameAs(failure);
        });
    }

    @OnEveryBackend
    void errorOfAChild_isNotWhatAwaitOfAnExceptionExpects(Variant variant) {
        variant.run(() -> {
            AssertionError error = new AssertionError("as planned");
            Promise<Integer> child = Miou.async(() -> {
                throw error;
            });
            assertThatThrownBy(() -> child.awaitChecked(Exception.class)).isInstanceOf(TaskFailedException.class)
                    .cause()
                    .isSameAs(error);
        });
    }

    @OnEveryBackend
    void childThatSucceeds_givesItsValueWhateverIsExpected(Variant variant) {
        int value = variant.run(() -> Miou.call(() -> 1).awaitChecked(TimeoutException.class));
        assertThat(value).isEqualTo(1);
    }

    @OnEveryBackend
    void awaitAsAMethodReference_needsNoCast(Variant variant) {
        List<Integer> values = variant.run(() -> {
            List<Promise<Integer>> children = List.of(Miou.async(() -> 1), Miou.call(() -> 2));
            return children.stream().map(Promise::await).toList();
        });
        assertThat(values).containsExactly(1, 2);
    }

    @OnEveryBackend
    void nullIsAValueLikeAnyOther(Variant variant) {
        variant.run(() -> {
            Promise<Object> child = Miou.call(() -> null);
            assertThat(child.await()).isNull();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Success<>(null));
            assertThat(Miou.all(List.of(child))).containsExactly((Object) null);
        });
        Object result = variant.run(() -> null);
        assertThat(result).isNull();
    }

    // On its way up

    @OnEveryBackend
    void failureThatPassesManyTasks_isNotWrappedAgainAndListsThem(Variant variant) {
        variant.run(() -> {
            Promise<Integer> outer = Miou.task().named("outer").call(() -> {
                Promise<Integer> middle = Miou.task().named("middle").async(() -> {
                    Promise<Integer> inner = Miou.task().named("inner").call(this::fail);
                    return inner.await();
                });
                return middle.await();
            });
            assertThatThrownBy(outer::await).isInstanceOf(TaskFailedException.class).hasMessageContaining("inner")
                    .hasMessageContaining("middle").hasMessageContaining("outer").cause().isSameAs(failure);
        });
    }

    @OnEveryBackend
    void failureThatPassesTaskAndAll_isNotWrappedAgain(Variant variant) {
        variant.run(() -> {
            Promise<List<Integer>> outer = Miou.task().named("outer").async(() -> {
                Promise<Integer> inner = Miou.task().named("inner").async(this::fail);
                return Miou.all(List.of(inner));
            });
            assertThatThrownBy(() -> Miou.all(List.of(outer))).isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("inner").hasMessageContaining("outer").cause().isSameAs(failure);
        });
    }

    @OnEveryBackend
    void failureThatATaskWrapsItself_isWhatItHasThrown(Variant variant) {
        variant.run(() -> {
            Promise<Integer> outer = Miou.async(() -> {
                Promise<Integer> inner = Miou.async(this::fail);
                try {
                    return inner.await();
                } catch (TaskFailedException e) {
                    throw new IllegalStateException("in words of its own", e);
                }
            });
            assertThatThrownBy(outer::await).isInstanceOf(TaskFailedException.class)
                    .hasCauseExactlyInstanceOf(IllegalStateException.class).hasRootCause(failure);
        });
    }

    @OnEveryBackend
    void violationThatPassesManyTasks_staysBareAndTheSame(Variant variant) {
        variant.run(() -> {
            Promise<Integer> foreign = Miou.async(() -> 1);
            RuleViolation[] thrown = new RuleViolation[1];
            Promise<Integer> outer = Miou.call(() -> Miou.async(() -> {
                try {
                    return foreign.await();
                } catch (NotAChildError e) {
                    thrown[0] = e;
                    throw e;
                }
            }).await());
            assertThatThrownBy(outer::await).isSameAs(thrown[0]);
            assertThatThrownBy(() -> outer.awaitChecked(Exception.class)).isSameAs(thrown[0]);
            assertThatThrownBy(() -> Miou.all(List.of(outer))).isSameAs(thrown[0]);
            assertThatThrownBy(() -> outer.awaitOutcome().get()).isSameAs(thrown[0]);
            foreign.await();
        });
    }

    @OnEveryBackend
    void methodsThatReturnAnOutcome_doNotThrowForAViolationOfTheChild(Variant variant) {
        variant.run(() -> {
            Promise<Integer> foreign = Miou.async(() -> 1);
            assertIsNotAChild(Miou.async(() -> foreign.await()).awaitOutcome());
            assertIsNotAChild(Miou.awaitOne(Miou.async(() -> foreign.await())));
            assertIsNotAChild(Miou.awaitFirst(Miou.async(() -> foreign.await())));
            assertIsNotAChild(Miou.awaitAll(List.of(Miou.async(() -> foreign.await()))).getFirst());
            assertIsNotAChild(Miou.parallel(List.of(foreign), promise -> promise.await()).getFirst());
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> _ = orphans.async(() -> foreign.await());
            assertIsNotAChild(orphans.get().orElseThrow());
            foreign.await();
        });
    }

    private static void assertIsNotAChild(Outcome<Integer> outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class,
                failed -> assertThat(failed.cause()).isInstanceOf(NotAChildError.class));
    }

    @OnEveryBackend
    void notOwnerError_isThrownWhereTheRuleIsBroken(Variant variant) {
        variant.run(() -> {
            try (Owned<String> resource = Resource.own("it", _ -> {
            })) {
                Promise<String> thief = Miou.async(() -> {
                    try {
                        return resource.get();
                    } catch (NotOwnerError _) {
                        return "caught in the thief";
                    }
                });
                assertThat(thief.await()).isEqualTo("caught in the thief");
            }
        });
    }

    @Test
    void violations_areAClosedFamilyOfErrors() {
        assertThat(Error.class).isAssignableFrom(RuleViolation.class);
        assertThat(RuleViolation.class.isSealed()).isTrue();
        assertThat(RuleViolation.class.getPermittedSubclasses()).containsExactlyInAnyOrder(StillHasChildrenError.class,
                NotAChildError.class, NotOwnerError.class, ResourceLeakedError.class);
    }

    // Outcomes

    @OnEveryBackend
    void outcome_givesOutsideTheRunWhatAwaitGivesInside(Variant variant) {
        List<Outcome<Integer>> outcomes = variant.run(() -> {
            Promise<Integer> good = Miou.async(() -> 1);
            Promise<Integer> bad = Miou.async(this::fail);
            Promise<Integer> cancelled = Miou.async(() -> 2);
            cancelled.cancel();
            return Miou.awaitAll(List.of(good, bad, cancelled));
        });
        assertThat(outcomes.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> outcomes.get(1).get()).isInstanceOf(TaskFailedException.class).cause()
                .isSameAs(failure);
        assertThatThrownBy(() -> outcomes.get(2).get()).isExactlyInstanceOf(CancellationException.class);
    }

    @Test
    void outcomeOfAFailureThatWasWrappedForAParent_isNotWrappedAgain() {
        Outcome<Integer> outcome = new Outcome.Failure<>(new TaskFailedException("reader has failed", failure));
        assertThatThrownBy(outcome::get).isInstanceOf(TaskFailedException.class).hasMessageContaining("reader")
                .cause().isSameAs(failure);
    }

    // Out of the run

    @OnEveryBackend
    void uncheckedThrowableOfMain_isThrownAsItIs(Variant variant) {
        for (Throwable thrown : List.of(new IllegalStateException(), new AssertionError(), new StackOverflowError())) {
            assertThatThrownBy(() -> variant.run(() -> sneak(thrown))).isSameAs(thrown);
        }
    }

    @OnEveryBackend
    void checkedExceptionOfMain_isTheCauseOfATaskFailedException(Variant variant) {
        assertThatThrownBy(() -> variant.run(this::fail)).isInstanceOf(TaskFailedException.class).cause()
                .isSameAs(failure);
    }

    @OnEveryBackend
    void failureOfAChildThatLeavesMain_isThrownAsMainThrewIt(Variant variant) {
        TaskFailedException[] thrown = new TaskFailedException[1];
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Integer> child = Miou.call(this::fail);
            try {
                return child.await();
            } catch (TaskFailedException e) {
                thrown[0] = e;
                throw e;
            }
        })).isSameAs(thrown[0]).cause().isSameAs(failure);
    }

    // Futures

    @OnEveryBackend
    void futureThatFails_isATaskFailedExceptionWithTheCause(Variant variant) {
        variant.run(() -> {
            CompletableFuture<Integer> failed = CompletableFuture.failedFuture(failure);
            assertThatThrownBy(() -> Miou.await(failed)).isInstanceOf(TaskFailedException.class).cause()
                    .isSameAs(failure);
            // A dependent future wraps what its source failed with: the wrapper is the JDK's, not the failure.
            assertThatThrownBy(() -> Miou.await(failed.thenApply(value -> value)))
                    .isInstanceOf(TaskFailedException.class).cause().isSameAs(failure);
            assertThatThrownBy(() -> Miou.await(CompletableFuture.failedStage(new CompletionException(failure))))
                    .isInstanceOf(TaskFailedException.class).cause().isSameAs(failure);
        });
    }

    @OnEveryBackend
    void futureThatIsCancelled_isACancellationException(Variant variant) {
        variant.run(() -> {
            CompletableFuture<Integer> future = new CompletableFuture<>();
            Promise<Boolean> canceller = Miou.call(() -> future.cancel(false));
            assertThatThrownBy(() -> Miou.await(future)).isExactlyInstanceOf(CancellationException.class);
            canceller.await();
        });
    }

    @OnEveryBackend
    void futureCompletedByAnotherThread_givesItsValue(Variant variant) {
        String value = variant.run(() -> Miou.await(CompletableFuture.supplyAsync(() -> "from elsewhere")));
        assertThat(value).isEqualTo("from elsewhere");
    }

    private Integer fail() throws IOException {
        throw failure;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
