package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** Promise.awaitWithin: a wait with a limit that leaves the child alone. */
class AwaitWithinTest {

    @OnEveryBackend
    void limitPasses_childGoesOn(Variant variant) {
        variant.run(() -> {
            Trigger go = new Trigger();
            Promise<Integer> child = Miou.task().named("slow").call(() -> {
                go.await();
                return 7;
            });
            assertThatThrownBy(() -> child.awaitWithin(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("slow").hasMessageContaining("PT0.005S").hasMessageContaining("goes on");
            assertThat(child.state()).isEqualTo(Promise.State.RUNNING);
            go.signal();
            assertThat(child.awaitWithin(Duration.ofSeconds(60))).isEqualTo(7);
        });
    }

    @OnEveryBackend
    void childThatHasEnded_isAwaitedWhateverTheLimit(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 7);
            Miou.yield();
            assertThat(child.awaitWithin(Duration.ZERO)).isEqualTo(7);
            assertThat(child.awaitWithin(Duration.ofSeconds(-1))).isEqualTo(7);
        });
    }

    @OnEveryBackend
    void noTimeLeft_doesNotWait(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> new Trigger().await());
            assertThatThrownBy(() -> child.awaitWithin(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> child.awaitWithin(Duration.ofSeconds(Long.MIN_VALUE)))
                    .isInstanceOf(TimeoutException.class);
            child.cancel();
            assertThatThrownBy(() -> child.awaitWithin(Duration.ofSeconds(Long.MAX_VALUE)))
                    .isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void failure_isThrownAsAwaitThrowsIt(Variant variant) {
        variant.run(() -> {
            IOException thrown = new IOException("gone");
            Promise<Void> child = Miou.async(() -> {
                throw thrown;
            });
            assertThatThrownBy(() -> child.awaitWithin(Duration.ofSeconds(60)))
                    .isInstanceOf(TaskFailedException.class).hasCause(thrown);
        });
    }

    @OnEveryBackend
    void limitOfAnOuterScope_isThatScopesAlone(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> new Trigger().await());
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5), () -> {
                try {
                    child.awaitWithin(Duration.ofSeconds(60));
                } catch (TimeoutException e) {
                    throw new AssertionError("the inner limit has not passed", e);
                }
            })).isInstanceOf(TimeoutException.class).hasMessageContaining("5");
            child.cancel();
        });
    }

    @OnEveryBackend
    void anotherTasksChild_isRefused(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
            });
            Promise<Void> other = Miou.async(() -> {
                assertThatThrownBy(() -> child.awaitWithin(Duration.ofSeconds(1))).isInstanceOf(NotAChildError.class);
            });
            other.await();
            child.await();
        });
    }
}
