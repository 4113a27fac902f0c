package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rule 28: a blocking body is interrupted also when the cancellation comes while its thread is just beginning with it.
 */
@Slow
class Rule28CancelledAtTheStartTest {

    private static final int TRIES = 4_000;

    @OnEveryBackend
    void cancelledWhileTheBodyBegins_theBodyIsInterruptedOrNeverRuns(Variant variant) {
        AtomicInteger uninterrupted = new AtomicInteger();
        variant.run(() -> {
            for (int i = 0; i < TRIES && uninterrupted.get() == 0; i++) {
                Promise<Void> child = Miou.async(() -> Miou.blocking(() -> {
                    Thread.sleep(20_000);
                    uninterrupted.incrementAndGet();
                }));
                Miou.yield();
                long end = System.nanoTime() + i % 100 * 200L;
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                child.cancel();
            }
        });
        assertThat(uninterrupted).hasValue(0);
    }
}
