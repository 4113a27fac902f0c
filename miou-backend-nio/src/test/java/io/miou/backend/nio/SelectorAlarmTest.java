package io.miou.backend.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that no alarm is lost: each selector here sleeps without a limit, so a lost alarm ends in the timeout. */
@Timeout(60)
class SelectorAlarmTest {
    private static final long MICROSECOND = 1_000;

    private Selector selector;
    private SelectorAlarm alarm;

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
        alarm = new SelectorAlarm(selector, 3);
    }

    @AfterEach
    void close() throws IOException {
        alarm.close();
        selector.close();
    }

    private void sleepUntilTheAlarm() throws IOException {
        assertThat(selector.select()).isZero();
    }

    private static long alarmThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(one -> one.getName().equals("miou-alarm-3"))
                .count();
    }

    @Test
    void alarm_withoutADeadline_hasNoThread() {
        assertThat(alarm.isStarted()).isFalse();
        assertThat(alarmThreads()).isZero();
    }

    @Test
    void alarm_closed_leavesNoThread() throws IOException {
        alarm.set(MICROSECOND);
        sleepUntilTheAlarm();
        assertThat(alarmThreads()).isEqualTo(1);
        alarm.set(TimeUnit.DAYS.toNanos(1));
        alarm.close();
        assertThat(alarmThreads()).isZero();
    }

    @Test
    void close_byAnInterruptedThread_keepsTheInterrupt() throws IOException {
        alarm.set(MICROSECOND);
        sleepUntilTheAlarm();
        Thread.currentThread().interrupt();
        alarm.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(alarmThreads()).isZero();
    }

    @Test
    void selector_wakesNotBeforeTheDeadline() throws IOException {
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            alarm.set(200 * MICROSECOND);
            sleepUntilTheAlarm();
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(200 * MICROSECOND);
        }
    }

    @Test
    void selector_laterDeadlineSet_wakesForTheEarlierOne() throws IOException {
        alarm.set(100 * MICROSECOND);
        alarm.set(TimeUnit.DAYS.toNanos(1));
        sleepUntilTheAlarm();
    }

    @Test
    void selector_earlierDeadlineSet_wakesForThatOne() throws IOException {
        alarm.set(TimeUnit.DAYS.toNanos(1));
        alarm.set(100 * MICROSECOND);
        sleepUntilTheAlarm();
    }

    @Test
    void selector_manyDeadlines_missesNone() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            // A later one may take the place of an earlier one at the moment at which that one passes.
            alarm.set(random.nextInt(30) * MICROSECOND);
            if (random.nextBoolean()) {
                alarm.set(random.nextInt(30) * MICROSECOND);
            }
            sleepUntilTheAlarm();
        }
    }

    @Test
    void backend_shortTimeout_setsTheAlarm() throws IOException {
        try (NioBackend backend = new NioBackend(3)) {
            backend.poll(50 * MICROSECOND);
            assertThat(backend.alarm().isStarted()).isTrue();
        }
    }

    @Test
    void backend_timeoutsThatMillisecondsExpress_needNoAlarm() throws IOException {
        try (NioBackend backend = new NioBackend(3)) {
            backend.poll(Duration.ofMillis(1).toNanos());
            backend.poll(Duration.ofMillis(20).toNanos() - 1);
            backend.poll(Duration.ofMillis(20).toNanos() + 1);
            backend.wakeup();
            backend.poll(NioBackend.FOREVER);
            backend.wakeup();
            backend.poll(NioBackend.FOREVER - 1);
            assertThat(backend.alarm().isStarted()).isFalse();
        }
    }
}
