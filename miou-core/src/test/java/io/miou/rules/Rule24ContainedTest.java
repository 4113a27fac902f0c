package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.RuleViolation;
import io.miou.StillHasChildrenError;
import io.miou.Violations;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;

/** Rule 24: with violations(CONTAINED) a broken rule is a failure of the guilty task. */
class Rule24ContainedTest {

    private final Trail trail = new Trail();

    private static Launcher contained(Variant variant) {
        return variant.launcher().violations(Violations.CONTAINED);
    }

    private void leaveAChild() {
        Resource.own("of the guilty", value -> trail.add("release " + value));
        Promise<Void> _ = Miou.async(() -> {
            try {
                Miou.sleep(Duration.ofDays(1));
            } finally {
                trail.add("child cancelled");
            }
        });
        Miou.yield();
    }

    private void leaveAResource() {
        Resource.own("lamp", value -> trail.add("release " + value));
    }

    @OnEveryBackend
    void forgottenChild_isAFailureOfTheGuiltyTask(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            contained(variant).run(() -> {
                Promise<Void> guilty = Miou.task().named("guilty").async(this::leaveAChild);
                Outcome<Void> outcome = guilty.awaitOutcome();
                trail.add("parent sees it");
                assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class,
                        failure -> assertThat(failure.cause()).isInstanceOf(StillHasChildrenError.class)
                                .hasMessageContaining("guilty"));
                assertThat(guilty.state()).isEqualTo(Promise.State.FAILED);
                assertThat(Miou.async(() -> "the run goes on").await()).isEqualTo("the run goes on");
            });
            assertThat(log.messages(Level.SEVERE)).singleElement().asString().contains("guilty");
        }
        assertThat(trail.events()).containsExactly("child cancelled", "release of the guilty", "parent sees it");
    }

    @OnEveryBackend
    void leakedResource_isAFailureOfTheGuiltyTask(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            contained(variant).run(() -> {
                Outcome<Void> outcome = Miou.task().named("guilty").call(this::leaveAResource).awaitOutcome();
                trail.add("parent sees it");
                assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class,
                        failure -> assertThat(failure.cause()).isInstanceOf(ResourceLeakedError.class)
                                .hasMessageContaining("guilty").hasMessageContaining("lamp"));
            });
            assertThat(log.messages(Level.SEVERE)).singleElement().asString().contains("guilty").contains("lamp");
        }
        assertThat(trail.events()).containsExactly("release lamp", "parent sees it");
    }

    @OnEveryBackend
    void await_throwsTheViolationBare(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            contained(variant).run(() -> {
                Promise<Void> first = Miou.async(this::leaveAChild);
                Promise<Void> second = Miou.call(this::leaveAResource);
                assertThatThrownBy(first::await).isInstanceOf(StillHasChildrenError.class);
                assertThatThrownBy(second::await).isInstanceOf(ResourceLeakedError.class);
                Promise<Void> passing = Miou.async(() -> Miou.async(this::leaveAResource).await());
                assertThatThrownBy(passing::await).as("through two tasks").isInstanceOf(ResourceLeakedError.class);
            });
        }
    }

    @OnEveryBackend
    void everyWayToAwait_seesAFailure(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            contained(variant).run(() -> {
                assertThat(Miou.awaitAll(List.of(Miou.async(this::leaveAResource))).get(0)).matches(this::isViolation);
                assertThat(Miou.awaitOne(List.of(Miou.async(this::leaveAResource)))).matches(this::isViolation);
                assertThat(Miou.awaitFirst(List.of(Miou.async(this::leaveAResource)))).matches(this::isViolation);
                Orphans<Void> orphans = Miou.orphans();
                Promise<Void> _ = orphans.async(this::leaveAResource);
                assertThat(orphans.get().orElseThrow()).matches(this::isViolation);
                assertThatThrownBy(() -> Miou.all(List.of(Miou.async(this::leaveAResource))))
                        .isInstanceOf(ResourceLeakedError.class);
                assertThat(Miou.<Integer, Void>parallel(List.of(1), _ -> {
                    leaveAResource();
                    return null;
                }).get(0)).matches(this::isViolation);
            });
            assertThat(log.messages(Level.SEVERE)).as("one line each").hasSize(6);
        }
    }

    private boolean isViolation(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failure<?> failure && failure.cause() instanceof ResourceLeakedError;
    }

    @OnEveryBackend
    void childrenAndResourcesForgottenAtOnce_areBothCleanedUp(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            contained(variant).run(() -> {
                Promise<Void> guilty = Miou.async(() -> {
                    leaveAResource();
                    Resource.own("bad", _ -> {
                        throw new IOException("release of bad");
                    });
                    Promise<Void> _ = Miou.call(() -> trail.add("never awaited"));
                });
                Throwable violation = catchThrowable(guilty::await);
                assertThat(violation).isInstanceOf(StillHasChildrenError.class);
                assertThat(violation.getSuppressed()).extracting(Throwable::getMessage)
                        .containsExactly("release of bad");
            });
            assertThat(log.messages(Level.SEVERE)).hasSize(1);
        }
        assertThat(trail.events()).endsWith("release lamp");
    }

    @OnEveryBackend
    void violationInMain_isThrownByRun(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            assertThatThrownBy(() -> contained(variant).run(this::leaveAChild))
                    .isInstanceOf(StillHasChildrenError.class).hasMessageContaining("main");
            assertThatThrownBy(() -> contained(variant).run(this::leaveAResource))
                    .isInstanceOf(ResourceLeakedError.class).hasMessageContaining("main");
        }
        assertThat(trail.events()).containsExactly("child cancelled", "release of the guilty", "release lamp");
    }

    @OnEveryBackend
    void violationNobodyHandles_travelsUpBare(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            assertThatThrownBy(
                    () -> contained(variant)
                            .run(() -> Miou.call(() -> Miou.async(this::leaveAResource).await()).await()))
                    .isInstanceOf(ResourceLeakedError.class);
        }
    }

    @OnEveryBackend
    void othersOfTheRun_areNotDisturbed(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            contained(variant).run(() -> {
                Promise<String> bystander = Miou.call(() -> {
                    Miou.sleep(Duration.ofMillis(10));
                    return "undisturbed";
                });
                for (int i = 0; i < 20; i++) {
                    assertThat(Miou.async(this::leaveAChild).awaitOutcome()).isInstanceOf(Outcome.Failure.class);
                }
                assertThat(bystander.await()).isEqualTo("undisturbed");
            });
        }
    }

    @OnEveryBackend
    void violationsThrownByTheCall_areThrownUnderBothPolicies(Variant variant) {
        for (Violations policy : Violations.values()) {
            variant.launcher().violations(policy).run(() -> {
                Promise<Integer> ofMain = Miou.async(() -> 1);
                Promise<Void> stranger = Miou.async(() -> {
                    assertThatThrownBy(ofMain::await).isInstanceOf(NotAChildError.class);
                });
                stranger.await();
                assertThat(ofMain.await()).isEqualTo(1);
                Promise<Void> failing = Miou.async(() -> ofMain.cancel());
                assertThatThrownBy(failing::await).isInstanceOf(NotAChildError.class);
            });
        }
    }

    @OnEveryBackend
    void withoutIt_theFirstViolationEndsTheRun(Variant variant) {
        Throwable thrown = catchThrowable(() -> variant.run(() -> {
            Promise<Void> guilty = Miou.async(this::leaveAChild);
            try {
                guilty.awaitOutcome();
                Miou.sleep(Duration.ofDays(1));
            } finally {
                trail.add("main unwinds");
            }
        }));
        assertThat(thrown).isInstanceOf(RuleViolation.class).isInstanceOf(StillHasChildrenError.class);
        assertThat(trail.events()).containsExactly("child cancelled", "release of the guilty", "main unwinds");
    }
}
