package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The figures are those of the tables of the sign test. */
class MedianIntervalTest {

    @Test
    void sevenValues_smallestToLargest() {
        MedianInterval interval = MedianInterval.of(7, 1, 6, 2, 5, 3, 4);

        assertThat(interval.median()).isEqualTo(4);
        assertThat(interval.low()).isEqualTo(1);
        assertThat(interval.high()).isEqualTo(7);
        assertThat(interval.confidence()).isCloseTo(0.984, within(0.0005));
    }

    @Test
    void twelveValues_thirdToTenth() {
        MedianInterval interval = MedianInterval.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

        assertThat(interval.median()).isEqualTo(6.5);
        assertThat(interval.low()).isEqualTo(3);
        assertThat(interval.high()).isEqualTo(10);
        assertThat(interval.confidence()).isCloseTo(0.961, within(0.0005));
    }

    @Test
    void tooFewValues_theConfidenceSaysSo() {
        assertThat(MedianInterval.of(1, 2, 3, 4, 5).confidence()).isCloseTo(0.9375, within(0.0005));
        assertThat(MedianInterval.of(1).confidence()).isZero();
    }
}
