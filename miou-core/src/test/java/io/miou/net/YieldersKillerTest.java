package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.killers.Form;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Fibers that do nothing but yield, beside timers and an echo server: those are late by what the event interval allows.
 * Lateness is counted in resumptions of others; the clock of a busy machine would tell of the machine.
 */
@Slow
class YieldersKillerTest {

    private static final int INTERVAL = 64;
    private static final int YIELDERS = 10;
    private static final int TIMES = Form.of(100, 2_000);

    /** A poll is due after an interval, and who is ready then waits for a round of the others. */
    private static final int ONE_POLL = INTERVAL + YIELDERS + 2;

    /** Confined to the domain. */
    private static final class Yielders {

        private final List<Promise<Void>> fibers = new ArrayList<>();
        private long from = Long.MAX_VALUE;
        private int resumptions;
        private boolean done;

        Yielders() {
            for (int i = 0; i < YIELDERS; i++) {
                fibers.add(Miou.async(() -> {
                    while (!done) {
                        Miou.yield();
                        if (System.nanoTime() - from >= 0) {
                            resumptions++;
                        }
                    }
                }));
            }
        }

        void countFrom(long time) {
            resumptions = 0;
            from = time;
        }

        void end() {
            done = true;
            Miou.all(fibers);
        }
    }

    /** Nine of ten are not later: the rest may have been interrupted by the machine between two lines of the test. */
    private static int usualLateness(List<Integer> lateness) {
        Collections.sort(lateness);
        return lateness.get(lateness.size() * 9 / 10);
    }

    private static int latenessOfTimers(Launcher launcher) {
        return launcher.domains(0).run(() -> {
            Yielders yielders = new Yielders();
            List<Integer> lateness = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                yielders.countFrom(System.nanoTime() + 1_000_000);
                Miou.sleep(Duration.ofMillis(1));
                lateness.add(yielders.resumptions);
            }
            yielders.end();
            return usualLateness(lateness);
        });
    }

    private static int latenessOfEchoes(Launcher launcher) {
        return launcher.domains(0).run(() -> {
            Yielders yielders = new Yielders();
            List<Integer> lateness = new ArrayList<>();
            try (Connection connection = Connection.open()) {
                Promise<Void> server = Miou.task().lend(connection.server()).async(() -> {
                    for (int i = 0; i < TIMES; i++) {
                        connection.server().write(Loopback.read(connection.server(), 1));
                    }
                });
                for (int i = 0; i < TIMES; i++) {
                    yielders.countFrom(System.nanoTime());
                    connection.client().write(new byte[]{(byte) i});
                    assertThat(Loopback.read(connection.client(), 1)).containsExactly(i);
                    lateness.add(yielders.resumptions);
                }
                server.await();
            }
            yielders.end();
            return usualLateness(lateness);
        });
    }

    @OnEveryBackend
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void timersBesideFibersThatOnlyYield_areLateByOneIntervalAtMost(Variant variant) {
        assertThat(latenessOfTimers(variant.launcher().eventInterval(INTERVAL))).isLessThanOrEqualTo(2 * ONE_POLL);
    }

    @OnEveryBackend
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void echoBesideFibersThatOnlyYield_takesOneIntervalEachWay(Variant variant) {
        assertThat(latenessOfEchoes(variant.launcher().eventInterval(INTERVAL))).isLessThanOrEqualTo(4 * ONE_POLL);
    }

    @OnEveryEngine
    void schedulerThatPollsTooSeldom_isCaught(Variant variant) {
        Launcher lazy = variant.launcher().eventInterval(INTERVAL * 20);
        assertThat(latenessOfTimers(lazy)).isGreaterThan(2 * ONE_POLL);
        assertThat(latenessOfEchoes(lazy)).isGreaterThan(4 * ONE_POLL);
    }
}
