package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Miou.any: the first success wins, the rest is cancelled. */
@Slow
class AnyTest {

    private static Promise<Integer> waiting() {
        return Miou.async(() -> {
            new Trigger().await();
            return 0;
        });
    }

    private static Promise<Integer> failing(Throwable thrown) {
        return Miou.call(() -> {
            throw sneak(thrown);
        });
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @OnEveryBackend
    void failureBeforeASuccess_isIgnoredAndTheRestIsCancelled(Variant variant) {
        variant.run(() -> {
            Trigger failed = new Trigger();
            Promise<Integer> failing = Miou.async(() -> {
                failed.signal();
                throw new IOException("no mirror");
            });
            Promise<Integer> late = Miou.call(() -> {
                failed.await();
                return 42;
            });
            Promise<Integer> rest = waiting();
            assertThat(Miou.<Integer>any(failing, late, rest)).isEqualTo(42);
            assertThat(late.state()).isEqualTo(Promise.State.SUCCEEDED);
            assertThat(rest.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(failing.state()).isEqualTo(Promise.State.CANCELLED);
        });
    }

    @OnEveryBackend
    void allFailed_throwsTheFirstWithTheOthersSuppressed(Variant variant) {
        variant.run(() -> {
            IOException first = new IOException("first");
            IllegalStateException second = new IllegalStateException("second");
            Trigger go = new Trigger();
            Promise<Integer> slow = Miou.async(() -> {
                go.await();
                throw second;
            });
            Promise<Integer> fast = Miou.async(() -> {
                go.signal();
                throw first;
            });
            assertThatThrownBy(() -> Miou.any(List.of(slow, fast))).isInstanceOf(TaskFailedException.class)
                    .hasCause(first).hasSuppressedException(second);
        });
    }

    @OnEveryBackend
    void failuresBesideCancellations_areWhatIsThrown(Variant variant) {
        variant.run(() -> {
            IOException failure = new IOException("failure");
            Promise<Integer> cancelled = waiting();
            cancelled.cancel();
            assertThatThrownBy(() -> Miou.any(cancelled, failing(failure))).isInstanceOf(TaskFailedException.class)
                    .hasCause(failure);
            assertThatThrownBy(() -> Miou.any(cancelled)).isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void sameExceptionFromSeveral_isNotSuppressedInItself(Variant variant) {
        variant.run(() -> {
            IOException shared = new IOException("shared");
            assertThatThrownBy(() -> Miou.any(failing(shared), failing(shared))).isInstanceOf(TaskFailedException.class)
                    .hasCause(shared).hasNoSuppressedExceptions();
        });
    }

    @OnEveryBackend
    void successesThatHadEnded_areChosenAtRandom(Variant variant) {
        assertThat(IntStream.range(0, 64).mapToObj(seed -> variant.launcher().seed(seed).run(() -> {
            List<Promise<Integer>> children = IntStream.range(0, 4).mapToObj(i -> Miou.async(() -> i)).toList();
            Miou.awaitAll(children);
            return Miou.any(children);
        })).collect(Collectors.toSet())).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @OnEveryBackend
    void noChildren_isRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.any(List.of())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("empty");
            assertThatThrownBy(() -> Miou.<Integer>any()).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @OnEveryBackend
    void limit_leavesTheChildrenToTheParent(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = waiting();
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5), () -> Miou.any(child)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(child.state()).isEqualTo(Promise.State.RUNNING);
            child.cancel();
        });
    }

    @OnEveryBackend
    void winnersTransfer_reachesTheParent(Variant variant) {
        variant.run(() -> {
            Promise<Owned<String>> child = Miou.async(() -> {
                Owned<String> owned = Resource.own("it", _ -> {
                });
                owned.transfer();
                return owned;
            });
            Owned<String> won = Miou.any(child, Miou.async(() -> {
                new Trigger().await();
                throw new IllegalStateException();
            }));
            assertThat(won.get()).isEqualTo("it");
            won.close();
        });
    }
}
