package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A limit that expires costs one exception with a stack trace, not two. */
class ExpiredLimitCostTest {

    @OnEveryEngine
    void cancellationThatEndsAScope_hasNoStackTrace(Variant variant) {
        variant.run(() -> {
            List<TaskCancelled> thrown = new ArrayList<>();
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> noting(thrown)))
                    .isInstanceOf(TimeoutException.class)
                    .satisfies(e -> assertThat(e.getStackTrace()).isNotEmpty());
            Trigger stop = new Trigger();
            assertThat(stop.signal()).isTrue();
            assertThat(Miou.until(stop, () -> noting(thrown))).isFalse();
            assertThat(thrown).hasSize(2).allSatisfy(e -> {
                assertThat(e.getStackTrace()).isEmpty();
                assertThat(e).hasMessageContaining("is in a scope that has ended");
            });
        });
    }

    @OnEveryEngine
    void cancellationOfATask_hasAStackTrace(Variant variant) {
        variant.run(() -> {
            List<TaskCancelled> thrown = new ArrayList<>();
            Promise<Void> child = Miou.async(() -> noting(thrown));
            Miou.yield();
            child.cancel();
            assertThat(thrown).singleElement().satisfies(e -> assertThat(e.getStackTrace()).isNotEmpty());
        });
    }

    private static void noting(List<TaskCancelled> thrown) {
        try {
            Miou.sleep(Duration.ofDays(1));
        } catch (TaskCancelled e) {
            thrown.add(e);
            throw e;
        }
    }
}
