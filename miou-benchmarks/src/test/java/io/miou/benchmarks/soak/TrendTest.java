package io.miou.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Made-up series, a figure every ten seconds. */
class TrendTest {

    private static final int POINTS = 60;

    private static Trend trend(int points, IntToDoubleFunction figure) {
        double[] seconds = new double[points];
        double[] figures = new double[points];
        for (int i = 0; i < points; i++) {
            seconds[i] = 10 * i;
            figures[i] = figure.applyAsDouble(i);
        }
        return Trend.of(seconds, figures);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void leakUnderNoise_isGrowing(long seed) {
        Random random = new Random(seed);

        Trend trend = trend(POINTS, i -> 100 + 0.2 * i + 2 * random.nextGaussian());

        assertThat(trend.verdict(5)).isEqualTo(Verdict.GROWING);
        assertThat(trend.rise()).isCloseTo(0.2 * (POINTS - 1), within(6.0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noise_isFlat(long seed) {
        Random random = new Random(seed);

        assertThat(trend(POINTS, i -> 100 + 5 * random.nextGaussian()).verdict(5)).isEqualTo(Verdict.FLAT);
    }

    @Test
    void sawtooth_isFlat() {
        assertThat(trend(POINTS, i -> 100 + i % 10).verdict(5)).isEqualTo(Verdict.FLAT);
    }

    @Test
    void sawtoothThatRises_isGrowing() {
        assertThat(trend(POINTS, i -> 100 + i % 10 + 0.3 * i).verdict(5)).isEqualTo(Verdict.GROWING);
    }

    @Test
    void sureRiseWithinTheTolerance_isFlat() {
        Trend trend = trend(POINTS, i -> 100 + 0.01 * i);

        assertThat(trend.probability()).isLessThan(1e-6);
        assertThat(trend.verdict(5)).isEqualTo(Verdict.FLAT);
    }

    @Test
    void wildFiguresAmongSteadyOnes_areFlat() {
        assertThat(trend(POINTS, i -> i % 7 == 6 ? 1000 + 100 * i : 100).verdict(5)).isEqualTo(Verdict.FLAT);
    }

    @Test
    void fallingSeries_isFlat() {
        Trend trend = trend(POINTS, i -> 100 - i);

        assertThat(trend.slope()).isCloseTo(-0.1, within(1e-9));
        assertThat(trend.probability()).isGreaterThan(0.99);
        assertThat(trend.verdict(5)).isEqualTo(Verdict.FLAT);
    }

    @Test
    void constantSeries_isFlat() {
        Trend trend = trend(POINTS, _ -> 12);

        assertThat(trend.probability()).isEqualTo(1);
        assertThat(trend.verdict(0)).isEqualTo(Verdict.FLAT);
    }

    @Test
    void sixRisingFigures_areEnoughToTell_fiveAreNot() {
        assertThat(trend(6, i -> 10 * i).verdict(5)).isEqualTo(Verdict.GROWING);
        assertThat(trend(5, i -> 10 * i).verdict(5)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void probability_isThatOfTheTestWithTiesConsidered() {
        // Eight pairs rise, one falls; the variance is (5 * 4 * 15 - 2 * 1 * 9) / 18, and z is 6 / 3.958.
        double[] figures = {1, 2, 2, 4, 3};
        Trend trend = trend(5, i -> figures[i]);

        assertThat(trend.probability()).isCloseTo(Trend.upperTail(6 / Math.sqrt((300 - 18) / 18.0)), within(1e-12));
        assertThat(Trend.upperTail(1.6449)).isCloseTo(0.05, within(1e-5));
        assertThat(Trend.upperTail(-2.3263)).isCloseTo(0.99, within(1e-5));
    }

    @Test
    void timesAndFiguresThatDoNotMatch_areRefused() {
        assertThatThrownBy(() -> Trend.of(new double[3], new double[2])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 times and 2 figures");
        assertThat(Arrays.stream(Verdict.values()).map(Verdict::toString)).contains("flat", "growing");
    }
}
