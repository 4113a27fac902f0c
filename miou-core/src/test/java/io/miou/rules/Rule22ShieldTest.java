package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;

/** Rule 22, shields: in a shield cancellation from outside is held back. */
class Rule22ShieldTest {

    private final Trail trail = new Trail();

    @OnEveryBackend
    void bodyInACancelledTask_suspendsAndReturns(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    String value = Miou.shield(() -> {
                        Miou.yield();
                        Miou.sleep(Duration.ofMillis(1));
                        return Miou.call(() -> "from a child").await();
                    });
                    trail.add(value);
                    assertThatThrownBy(Miou::yield).as("after the shield").isInstanceOf(TaskCancelled.class);
                }
            });
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("from a child");
    }

    @OnEveryBackend
    void nestedShields_holdBackUntilTheOutermostEnds(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                Miou.shield(() -> {
                    Miou.shield(() -> {
                        Miou.sleep(Duration.ofMillis(5));
                        trail.add("inner");
                    });
                    Miou.yield();
                    trail.add("outer");
                });
                trail.add("outside");
                Miou.yield();
                trail.add("never");
            });
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("inner", "outer", "outside");
    }

    @OnEveryBackend
    void childrenStartedInARunningShield_areSparedAndOthersAreNot(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Trigger cancelled = new Trigger();
            Promise<Void> parent = Miou.async(() -> {
                Promise<Void> before = Miou.async(() -> {
                    try {
                        Miou.sleep(Duration.ofDays(1));
                    } finally {
                        trail.add("started before: cancelled");
                        cancelled.signal();
                    }
                });
                Miou.shield(() -> {
                    Promise<Void> inside = Miou.call(() -> {
                        begun.signal();
                        cancelled.await();
                        Miou.sleep(Duration.ofMillis(10));
                        trail.add("started inside: ended");
                    });
                    inside.await();
                    assertThat(before.state()).isEqualTo(Promise.State.CANCELLED);
                });
                Miou.yield();
            });
            begun.await();
            parent.cancel();
        });
        assertThat(trail.events()).containsExactly("started before: cancelled", "started inside: ended");
    }

    @OnEveryBackend
    void bodyThatThrows_throwsItsOwnType(Variant variant) {
        variant.run(() -> {
            try {
                Miou.<Integer, IOException>shield(() -> {
                    throw new IOException("broken");
                });
            } catch (IOException e) {
                trail.add(e.getMessage());
            }
        });
        assertThat(trail.events()).containsExactly("broken");
    }

    @OnEveryBackend
    void shieldIsNoTask_theBodyOwnsForItsTask(Variant variant) {
        variant.run(() -> {
            Owned<String> outer = Resource.own("outer", trail::add);
            Owned<String> inner = Miou.shield(() -> {
                assertThat(outer.get()).isEqualTo("outer");
                return Resource.own("inner", trail::add);
            });
            inner.close();
            outer.close();
        });
        assertThat(trail.events()).containsExactly("inner", "outer");
    }

    @OnEveryBackend
    void jdkWaitInAShield_isNotInterrupted(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> Miou.shield(() -> {
                Thread.sleep(10);
                trail.add("slept");
            }));
            Miou.yield();
            child.cancel();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("slept");
    }
}
