package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Channel;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * A task that swallows its cancellation, or a limit of zero, in a loop stops neither its domain nor the world's clock.
 */
class SwallowedCancellationTest {

    private static final int MOST_TRIES = 1_000_000;

    @Test
    void cancelledTaskThatSwallowsInALoop_letsTheOthersRunAndTimePass() {
        boolean[] over = new boolean[1];
        boolean[] wasOver = new boolean[1];
        Simulation.of(1).run(() -> {
            Promise<Void> sleeper = Miou.async(() -> {
                Miou.sleep(Duration.ofMillis(1));
                Miou.call(() -> 1).await();
                over[0] = true;
            });
            Promise<Void> stubborn = Miou.async(() -> {
                for (int tries = 0; !over[0] && tries < MOST_TRIES; tries++) {
                    try {
                        new Trigger().await();
                    } catch (TaskCancelled e) {
                        // Swallowed.
                    }
                }
                wasOver[0] = over[0];
            });
            Miou.yield();
            stubborn.cancel();
            sleeper.await();
        });
        assertThat(wasOver).containsExactly(true);
    }

    @Test
    void limitOfZeroInALoop_letsTheOthersRunAndTimePass() {
        Simulation.of(1).run(() -> {
            Channel<Integer> channel = Channel.of(1);
            Promise<Void> sender = Miou.async(() -> {
                Miou.sleep(Duration.ofMillis(1));
                channel.send(42);
            });
            int tries = 0;
            Integer got = null;
            while (got == null && tries < MOST_TRIES) {
                tries++;
                try {
                    got = Miou.timeout(Duration.ZERO, channel::receive);
                } catch (TimeoutException e) {
                    got = channel.tryReceive().orElse(null);
                }
            }
            assertThat(got).isEqualTo(42);
            sender.await();
        });
    }
}
