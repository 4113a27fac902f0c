package io.miou.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.StillHasChildrenError;
import io.miou.testkit.QuietLog;
import io.miou.testkit.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that random programs have found. Each is repeated by its seed, and as the smallest program that shows it. */
@ExtendWith(QuietLog.class)
class FoundByRandomProgramsTest {

    @ParameterizedTest
    @ValueSource(longs = {2058, 2121, 4554, 5523})
    void programThatHadBrokenTheRules_keepsThem(long seed) {
        assertThat(Performance.of(seed).faults()).isEmpty();
    }

    @Test
    void taskThatIsCancelledWhileItEndsAfterItHasForgottenAChild_breaksTheRun() {
        assertThatThrownBy(() -> Simulation.of(1).run(() -> {
            Promise<Void> forgetful = Miou.async(() -> {
                var _ = Miou.async(() -> {
                    Miou.shield(() -> Miou.sleep(Duration.ofMillis(9)));
                });
                Miou.yield();
            });
            Miou.sleep(Duration.ofMillis(1));
            // It has returned, and waits for the child that it has forgotten.
            forgetful.cancel();
        })).isInstanceOf(StillHasChildrenError.class);
    }
}
