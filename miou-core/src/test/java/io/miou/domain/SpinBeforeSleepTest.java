package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests when a domain looks again before it sleeps. */
class SpinBeforeSleepTest {

    private final SpinBeforeSleep spin = new SpinBeforeSleep(new Neighbours(0, 2));

    /** Returns how many sleeps, each after a message, pass without a look before the next look. */
    private int skippedSleeps() {
        for (int skipped = 0;; skipped++) {
            spin.messageCame();
            if (spin.shouldLook()) {
                return skipped;
            }
        }
    }

    @Test
    void withoutAMessage_neverLooks() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(spin.shouldLook()).isFalse();
        }
    }

    @Test
    void afterAMessage_looksOnce() {
        spin.messageCame();
        assertThat(spin.shouldLook()).isTrue();
        spin.looked(true);
        assertThat(spin.shouldLook()).as("idle again").isFalse();
    }

    @Test
    void onOneProcessor_neverLooks() {
        SpinBeforeSleep alone = new SpinBeforeSleep(new Neighbours(0, 1));
        for (int i = 0; i < 100; i++) {
            alone.messageCame();
            assertThat(alone.shouldLook()).isFalse();
        }
    }

    @Test
    void looksThatFindNothing_skipMoreAndMoreSleeps() {
        List<Integer> skipped = new ArrayList<>();
        spin.messageCame();
        assertThat(spin.shouldLook()).isTrue();
        for (int i = 0; i < 9; i++) {
            spin.looked(false);
            skipped.add(skippedSleeps());
        }
        assertThat(skipped).first().isIn(1, 2);
        assertThat(skipped).isSorted().endsWith(64, 64);
        for (int i = 1; i < skipped.size(); i++) {
            assertThat(skipped.get(i)).isEqualTo(Math.min(skipped.get(i - 1) * 2, SpinBeforeSleep.MOST_SKIPPED));
        }
    }

    @Test
    void afterALookThatPaid_skipsNothing() {
        spin.messageCame();
        assertThat(spin.shouldLook()).isTrue();
        for (int i = 0; i < 5; i++) {
            spin.looked(false);
            skippedSleeps();
        }
        spin.looked(true);
        assertThat(skippedSleeps()).isZero();
    }

    @Test
    void sleepsWithoutAMessage_doNotCountAsSkipped() {
        spin.messageCame();
        assertThat(spin.shouldLook()).isTrue();
        spin.looked(false);
        spin.messageCame();
        assertThat(spin.shouldLook()).isFalse();
        for (int i = 0; i < 1_000; i++) {
            assertThat(spin.shouldLook()).isFalse();
        }
    }

    @Test
    void lookTime_isBetweenTenAndTwentyMicroseconds() {
        assertThat(SpinBeforeSleep.LOOK_NANOS).isBetween(10_000L, 20_000L);
    }
}
