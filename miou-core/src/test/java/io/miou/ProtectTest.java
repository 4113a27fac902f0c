package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Miou.protect: runs a body, and then a finalizer that learns whether the body was cancelled. */
class ProtectTest {

    private final Trail trail = new Trail();

    private void finish(boolean cancelled) {
        trail.add("cancelled: " + cancelled);
    }

    @OnEveryBackend
    void bodyThatReturns_isFinalisedAsNotCancelled(Variant variant) {
        variant.run(() -> {
            String value = Miou.protect(() -> "value", this::finish);
            trail.add(value);
            Miou.protect(() -> trail.add("a body without a value"), this::finish);
        });
        assertThat(trail.events()).containsExactly("cancelled: false", "value", "a body without a value",
                "cancelled: false");
    }

    @OnEveryBackend
    void bodyThatThrows_isFinalisedAsNotCancelledAndThrowsItsOwnType(Variant variant) {
        variant.run(() -> {
            try {
                Miou.<String, IOException>protect(() -> {
                    throw new IOException("broken");
                }, this::finish);
            } catch (IOException e) {
                trail.add(e.getMessage());
            }
        });
        assertThat(trail.events()).containsExactly("cancelled: false", "broken");
    }

    @OnEveryBackend
    void cancelledTask_isFinalisedInAShieldAndTold(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                Miou.protect(() -> Miou.sleep(Duration.ofDays(1)), cancelled -> {
                    Miou.yield();
                    Miou.sleep(Duration.ofMillis(1));
                    finish(cancelled);
                });
                trail.add("never");
            });
            Miou.yield();
            child.cancel();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("cancelled: true");
    }

    @OnEveryBackend
    void jdkWaitThatACancellationEnds_countsAsCancelled(Variant variant) {
        variant.run(() -> {
            Trigger waits = new Trigger();
            Promise<Void> child = Miou.call(() -> Miou.protect(() -> {
                waits.signal();
                Thread.sleep(Duration.ofDays(1));
            }, this::finish));
            waits.await();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("cancelled: true");
    }

    @OnEveryBackend
    void limitThatPasses_countsAsCancelledInsideIt(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(2),
                    () -> Miou.protect(() -> Miou.sleep(Duration.ofDays(1)), this::finish)))
                    .isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).containsExactly("cancelled: true");
    }

    @OnEveryBackend
    void limitInsideTheBody_isAnExceptionLikeOthers(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.protect(
                    () -> Miou.timeout(Duration.ofMillis(2), () -> Miou.sleep(Duration.ofDays(1))), this::finish))
                    .isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).containsExactly("cancelled: false");
    }

    @OnEveryBackend
    void bodyThatReturnsThoughCancelled_isFinalisedAsNotCancelled(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> Miou.protect(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } catch (TaskCancelled e) {
                    trail.add("swallowed");
                }
            }, this::finish));
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("swallowed", "cancelled: false");
    }

    @OnEveryBackend
    void finalizerThatThrows_isSuppressedInWhatTheBodyThrew(Variant variant) {
        Throwable thrown = variant.run(() -> catchThrowable(() -> Miou.protect(() -> {
            throw new IOException("body");
        }, _ -> {
            throw new IOException("finalizer");
        })));
        assertThat(thrown).hasMessage("body");
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("finalizer");
    }

    @OnEveryBackend
    void finalizerThatThrowsAfterAReturn_isThrown(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.protect(() -> 1, _ -> {
                throw new IOException("finalizer");
            })).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("finalizer");
            assertThatThrownBy(() -> Miou.protect(() -> 1, _ -> {
                throw new IllegalArgumentException("unchecked");
            })).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @OnEveryBackend
    void nestedProtects_areFinalisedFromTheInside(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> Miou.protect(
                    () -> Miou.protect(() -> Miou.sleep(Duration.ofDays(1)), _ -> trail.add("inner")),
                    _ -> trail.add("outer")));
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("inner", "outer");
    }
}
