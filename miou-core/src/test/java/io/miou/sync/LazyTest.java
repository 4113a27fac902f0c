package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests a lazy value, one step after the other. */
class LazyTest {

    private final Trail trail = new Trail();
    private final AtomicInteger computed = new AtomicInteger();

    @Test
    void lazyValueOutsideAFiber_isRefused() {
        Lazy<Integer> lazy = Lazy.of(computed::incrementAndGet);
        assertThatThrownBy(lazy::get).isInstanceOf(IllegalStateException.class);
        assertThat(computed).hasValue(0);
        assertThat(lazy.toString()).contains("not computed");
    }

    @OnEveryBackend
    void value_isComputedOnceWhenItIsFirstAskedFor(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = Lazy.of(() -> "value " + computed.incrementAndGet());
            assertThat(computed).hasValue(0);
            assertThat(lazy.get()).isEqualTo("value 1");
            assertThat(lazy.get()).isEqualTo("value 1");
            assertThat(lazy.toString()).contains("value 1");
            assertThat(Lazy.of(() -> null).get()).isNull();
        });
    }

    @OnEveryBackend
    void fibersOfAllDomains_shareOneComputationThatSuspends(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (int round = 1; round <= 50; round++) {
                int expected = round;
                Lazy<Integer> lazy = Lazy.of(() -> {
                    int number = computed.incrementAndGet();
                    Miou.yield();
                    return number;
                });
                assertThat(Miou.parallel(IntStream.range(0, 30).boxed().toList(), _ -> lazy.get()).stream()
                        .map(Outcome::get)).hasSize(30).containsOnly(expected);
            }
        });
    }

    @OnEveryBackend
    void failure_isRemembered(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = Lazy.of(() -> {
                computed.incrementAndGet();
                Miou.yield();
                throw new IOException("broken");
            });
            Promise<String> other = Miou.async(lazy::get);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(lazy::get).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("broken");
            }
            assertThatThrownBy(other::await).hasRootCauseMessage("broken");
        });
        assertThat(computed).hasValue(1);
    }

    @OnEveryBackend
    void valueThatAsksForItself_isAnError(Variant variant) {
        variant.run(() -> {
            AtomicReference<Lazy<String>> self = new AtomicReference<>();
            self.set(Lazy.of(() -> self.get().get()));
            assertThatThrownBy(self.get()::get).isInstanceOf(TaskFailedException.class)
                    .hasRootCauseInstanceOf(IllegalStateException.class).hasMessageContaining("inside its own");
        });
    }

    @OnEveryBackend
    void valueThatAsksForItselfInATaskItStarts_isAnError(Variant variant) {
        variant.run(() -> {
            AtomicReference<Lazy<String>> self = new AtomicReference<>();
            self.set(Lazy.of(() -> Miou.call(() -> Miou.async(() -> self.get().get()).await()).await()));
            assertThatThrownBy(self.get()::get).isInstanceOf(TaskFailedException.class)
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        });
    }

    @OnEveryBackend
    void childStartedBefore_mayWaitForIt(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = Lazy.of(() -> {
                Miou.yield();
                return "value";
            });
            Promise<String> child = Miou.async(lazy::get);
            assertThat(lazy.get()).isEqualTo("value");
            assertThat(child.await()).isEqualTo("value");
        });
    }

    private Lazy<String> slowTheFirstTime() {
        return Lazy.of(() -> {
            int number = computed.incrementAndGet();
            trail.add("computing " + number);
            if (number == 1) {
                Miou.sleep(Duration.ofDays(1));
            }
            return "value " + number;
        });
    }

    @OnEveryBackend
    void computationWhoseTaskIsCancelled_isBegunAnewByWhoHasWaitedLongest(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = slowTheFirstTime();
            Promise<String> first = Miou.async(lazy::get);
            Waiting.until(first, "sleep");
            Promise<String> leaves = Miou.async(lazy::get);
            Promise<String> second = Miou.async(lazy::get);
            Promise<String> third = Miou.call(lazy::get);
            Waiting.until(second, "a lazy value");
            leaves.cancel();
            first.cancel();
            assertThat(second.await()).isEqualTo("value 2");
            assertThat(third.await()).isEqualTo("value 2");
        });
        assertThat(trail.events()).containsExactly("computing 1", "computing 2");
    }

    @OnEveryBackend
    void computationThatIsCancelledWithNobodyWaiting_isBegunAnewByTheNextToAsk(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = slowTheFirstTime();
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> lazy.get()))
                    .isInstanceOf(TimeoutException.class);
            assertThat(lazy.get()).isEqualTo("value 2");
        });
    }

    @OnEveryBackend
    void whatACancelledComputationThrowsInstead_isNotRemembered(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = Lazy.of(() -> {
                if (computed.incrementAndGet() > 1) {
                    return "value";
                }
                try {
                    Miou.sleep(Duration.ofDays(1));
                } catch (TaskCancelled e) {
                    throw new IOException("interrupted", e);
                }
                return "never";
            });
            Promise<String> first = Miou.async(lazy::get);
            Waiting.until(first, "sleep");
            first.cancel();
            assertThat(lazy.get()).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void getInACancelledTask_throwsEvenIfTheValueIsThere(Variant variant) {
        variant.run(() -> {
            Lazy<String> lazy = Lazy.of(() -> "value");
            assertThat(lazy.get()).isEqualTo("value");
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(lazy::get).isInstanceOf(TaskCancelled.class);
                    trail.add("thrown");
                }
            });
            Waiting.until(child, "sleep");
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("thrown");
    }
}
