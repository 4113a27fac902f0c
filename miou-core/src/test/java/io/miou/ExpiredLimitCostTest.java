package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A limit that expires costs one exception with a stack trace, not two. A tree that is cancelled costs one, too. */
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

    @OnEveryEngine
    void cancellationOfATaskWithItsParent_hasNoStackTrace(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            List<TaskCancelled> thrown = Collections.synchronizedList(new ArrayList<>());
            Trigger allWait = new Trigger();
            Promise<Void> parent = Miou.async(() -> {
                Trigger ready = new Trigger();
                Promise<Void> here = Miou.async(() -> noting(thrown));
                Promise<Void> elsewhere = Miou.call(() -> {
                    ready.signal();
                    noting(thrown);
                });
                ready.await();
                Miou.yield();
                allWait.signal();
                Miou.awaitAll(here, elsewhere);
            });
            allWait.await();
            parent.cancel();
            assertThat(thrown).hasSize(2).allSatisfy(e -> {
                assertThat(e.getStackTrace()).isEmpty();
                assertThat(e).hasMessageContaining("is cancelled with its parent");
            });
        });
    }

    private static void noting(List<TaskCancelled> thrown) {
        try {
            Miou.sleep(Duration.ofDays(1));
        } catch (TaskCancelled e) {
            // Some of these messages are made only now.
            assertThat(e).hasMessageStartingWith(Miou.self().name() + " is ").hasToString(
                    TaskCancelled.class.getName() + ": " + e.getMessage());
            thrown.add(e);
            throw e;
        }
    }
}
