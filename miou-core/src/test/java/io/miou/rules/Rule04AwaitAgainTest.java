package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rule 4: a promise may be awaited any number of times; twice in a collection it counts once. */
class Rule04AwaitAgainTest {

    @OnEveryBackend
    void childAwaitedAgain_givesTheSameValue(Variant variant) {
        variant.run(() -> {
            Object value = new Object();
            Promise<Object> child = Miou.call(() -> value);
            assertThat(child.await()).isSameAs(value);
            assertThat(child.await()).isSameAs(value);
            assertThat(child.awaitChecked(IOException.class)).isSameAs(value);
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Success<>(value));
            assertThat(Miou.awaitOne(child)).isEqualTo(new Outcome.Success<>(value));
            assertThat(Miou.awaitFirst(child)).isEqualTo(new Outcome.Success<>(value));
            assertThat(Miou.awaitAll(List.of(child))).containsExactly(new Outcome.Success<>(value));
            assertThat(Miou.all(List.of(child))).containsExactly(value);
            assertThat(child.await()).isSameAs(value);
        });
    }

    @OnEveryBackend
    void childRunsOnce_howeverOftenItIsAwaited(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                trail.add("runs");
            });
            child.await();
            child.await();
        });
        assertThat(trail).containsExactly("runs");
    }

    @OnEveryBackend
    void failedChildAwaitedAgain_failsEachTimeWithTheSameCause(Variant variant) {
        variant.run(() -> {
            IOException cause = new IOException("as planned");
            Promise<Integer> child = Miou.async(() -> {
                throw cause;
            });
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class).cause().isSameAs(cause);
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class).cause().isSameAs(cause);
            assertThatThrownBy(() -> child.awaitChecked(IOException.class)).isSameAs(cause);
            assertThatThrownBy(() -> Miou.all(List.of(child))).isInstanceOf(TaskFailedException.class).cause()
                    .isSameAs(cause);
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Failure<>(cause));
        });
    }

    @OnEveryBackend
    void cancelledChildAwaitedAgain_isCancelledEachTime(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            child.cancel();
            assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
            assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
    }

    @OnEveryBackend
    void twiceInACollection_countsOnce(Variant variant) {
        variant.run(() -> {
            Promise<String> a = Miou.async(() -> "a");
            Promise<String> b = Miou.async(() -> "b");
            List<Promise<String>> withDoubles = List.of(a, b, a, a, b);
            assertThat(Miou.awaitAll(withDoubles)).containsExactly(new Outcome.Success<>("a"),
                    new Outcome.Success<>("b"));
            assertThat(Miou.all(withDoubles)).containsExactly("a", "b");
            assertThat(Miou.awaitAll(b, a, b)).containsExactly(new Outcome.Success<>("b"), new Outcome.Success<>("a"));
            assertThat(Miou.all(b, a, b)).containsExactly("b", "a");
        });
    }

    @OnEveryBackend
    void winnerListedTwice_isNotCancelled(Variant variant) {
        variant.run(() -> {
            Promise<String> child = Miou.async(() -> "value");
            assertThat(Miou.awaitFirst(child, child)).isEqualTo(new Outcome.Success<>("value"));
            assertThat(child.await()).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void theFailedOneTwiceInACollection_isNotCancelledAsAnotherOne(Variant variant) {
        variant.run(() -> {
            IOException cause = new IOException("as planned");
            Promise<Integer> child = Miou.async(() -> {
                throw cause;
            });
            assertThatThrownBy(() -> Miou.all(List.of(child, child))).cause().isSameAs(cause)
                    .hasNoSuppressedExceptions();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Failure<>(cause));
        });
    }

    @OnEveryBackend
    void childAddedTwiceToOrphans_isThereOnce(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> child = Miou.async(() -> 1);
            assertThat(orphans.add(child)).isSameAs(child);
            assertThat(orphans.add(child)).isSameAs(child);
            assertThat(orphans.size()).isEqualTo(1);
            assertThat(orphans.drain()).containsExactly(new Outcome.Success<>(1));
        });
    }

    @OnEveryBackend
    void childAwaitedDirectly_leavesItsOrphansAndCanStillBeAwaited(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> child = orphans.async(() -> 1);
            assertThat(child.await()).isEqualTo(1);
            assertThat(orphans.isEmpty()).isTrue();
            assertThat(child.await()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void childThatWasAwaited_isNotForOrphansAnyMore(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> child = Miou.async(() -> 1);
            child.await();
            assertThatThrownBy(() -> orphans.add(child)).isInstanceOf(IllegalArgumentException.class);
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    @OnEveryBackend
    void whatTheChildTransferred_arrivesOnce(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Resource> child = Miou.async(() -> Resource.own("it", it -> trail.add("released")).transfer());
            Resource resource = child.await();
            assertThat(child.await()).isSameAs(resource);
            resource.close();
            assertThat(child.await()).isSameAs(resource);
            trail.add("awaited again");
        });
        assertThat(trail).containsExactly("released", "awaited again");
    }
}
