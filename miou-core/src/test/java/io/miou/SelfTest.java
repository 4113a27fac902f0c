package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.backend.nio.NioBackendProvider;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.SimulatedClock;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Miou.self: what a task knows of itself is what its promise says of it. */
class SelfTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static void assertSame(Self self, Promise<Self> promise) {
        assertThat(self.id()).isEqualTo(promise.id());
        assertThat(self.name()).isEqualTo(promise.name());
        assertThat(self.domain()).isEqualTo(promise.domain());
    }

    @OnEveryBackend
    void selfOfMain_isOnDomain0WithoutALimit(Variant variant) {
        variant.run(() -> {
            Self self = Miou.self();
            assertThat(self.name()).isEqualTo("main");
            assertThat(self.domain()).isEqualTo(Domain.self());
            assertThat(self.domain().id()).isZero();
            assertThat(self.limit()).isEmpty();
        });
    }

    @OnEveryBackend
    void selfOfAChild_isWhatItsPromiseSays(Variant variant) {
        variant.run(() -> {
            Promise<Self> near = Miou.async(Miou::self);
            Promise<Self> far = Miou.task().named("far").call(Miou::self);
            assertSame(near.await(), near);
            assertSame(far.await(), far);
            assertThat(far.await().name()).isEqualTo("far");
            assertThat(far.await().domain().id()).isPositive();
        });
    }

    @OnEveryBackend
    void selfAskedAgain_isEqualWhileNothingChanges(Variant variant) {
        variant.run(() -> {
            Self before = Miou.self();
            Miou.yield();
            assertThat(Miou.self()).isEqualTo(before).hasSameHashCodeAs(before);
            Miou.timeout(HOUR, () -> assertThat(Miou.self()).as("under a limit").isNotEqualTo(before));
            assertThat(Miou.self()).isEqualTo(before);
        });
    }

    @OnEveryBackend
    void cancelledTask_mayStillAsk(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Self[] asked = new Self[1];
            Promise<Void> child = Miou.task().named("cancelled").async(() -> {
                try {
                    begun.signal();
                    new Trigger().await();
                } finally {
                    asked[0] = Miou.self();
                }
            });
            begun.await();
            child.cancel();
            assertThat(asked[0].name()).isEqualTo("cancelled");
            assertThat(asked[0].id()).isEqualTo(child.id());
        });
    }

    @OnEveryBackend
    void selfThatIsKept_isReadByAnyThreadAfterTheRun(Variant variant) throws Exception {
        Self kept = variant.run(() -> Miou.task().named("kept").call(Miou::self).await());
        String words = Foreign.call(() -> kept.name() + " on " + kept.domain() + " " + kept.limit());
        assertThat(words).startsWith("kept on domain ").endsWith("Optional.empty");
    }

    @Test
    void limit_isTheTimeThatWasLeftAtTheCall() {
        Miou.launcher().domains(0).backend(SimulatedClock.around(new NioBackendProvider())).run(() -> {
            Miou.timeout(HOUR, () -> {
                Self early = Miou.self();
                Miou.sleep(MINUTE);
                Self late = Miou.self();
                assertThat(early.limit()).contains(HOUR);
                assertThat(late.limit()).contains(HOUR.minus(MINUTE)).isEqualTo(Miou.remaining());
                Optional<Duration> ofAChild = Miou.async(Miou::self).await().limit();
                assertThat(ofAChild).contains(HOUR.minus(MINUTE));
            });
        });
    }
}
