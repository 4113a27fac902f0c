package io.miou.benchmarks.soak;

import java.util.Arrays;

/**
 * Whether figures rise with time, told by two statistics that suppose nothing of how the noise is distributed, and that
 * a few wild figures do not move.
 *
 * <p><em>How much</em>: the slope of Theil and Sen, which is the median of the slopes of all pairs of points. Up to 29
 * % of the points may be anything without changing it much. Times the length of the series it is the <em>rise</em>.
 *
 * <p><em>How sure</em>: the test of Mann and Kendall. Of all pairs, count those that rise less those that fall. Were
 * the order of the figures only chance, that sum would be near 0, with a variance that is known, ties considered; the
 * <em>probability</em> is that of a sum at least so high by chance.
 *
 * <p>A series grows if the rise is more than its tolerance <em>and</em> the probability is under 1 %. The first alone
 * would take noise for growth where figures are few, the second would take a rise of a few bytes for a leak, and a slow
 * swing as well, as the test supposes that neighbours have nothing to do with each other. A sawtooth, such as a cache
 * that fills and is emptied, has a slope near 0 once it has several teeth. What grows by less than the tolerance in the
 * time of a soak is found by a longer soak.
 *
 * @param points how many there are
 * @param median of the figures
 * @param slope for each second
 * @param rise over the whole series
 * @param probability of so clear a rise by chance
 */
record Trend(int points, double median, double slope, double rise, double probability) {

    /** The least number of figures: with fewer, no trend is significant at the level. */
    private static final int FEWEST = 6;
    private static final double LEVEL = 0.01;

    /**
     * @param seconds when, ascending
     * @param figures what, as many
     */
    static Trend of(double[] seconds, double[] figures) {
        int points = figures.length;
        if (points < 2 || seconds.length != points) {
            throw new IllegalArgumentException(
                    seconds.length + " times and " + points + " figures: a trend needs as many of both, at least 2");
        }
        double[] slopes = new double[points * (points - 1) / 2];
        int pairs = 0;
        int rising = 0;
        for (int late = 1; late < points; late++) {
            for (int early = 0; early < late; early++) {
                double rise = figures[late] - figures[early];
                slopes[pairs++] = rise / (seconds[late] - seconds[early]);
                rising += (int) Math.signum(rise);
            }
        }
        double slope = median(slopes);
        return new Trend(points, median(figures), slope, slope * (seconds[points - 1] - seconds[0]),
                probability(rising, figures));
    }

    Verdict verdict(double tolerance) {
        if (points < FEWEST) {
            return Verdict.UNDECIDED;
        }
        return rise > tolerance && probability < LEVEL ? Verdict.GROWING : Verdict.FLAT;
    }

    private static double probability(int rising, double[] figures) {
        double variance = pairVariance(figures.length);
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            variance -= pairVariance(to - from);
        }
        if (variance == 0) {
            return 1;
        }
        // The sum takes steps of 2, so half a step is taken off.
        return upperTail((rising - 1) / Math.sqrt(variance));
    }

    /**
     * {@return the variance of the sum for a number of figures; for a number of equal figures, the part that they take
     * off it}
     */
    private static double pairVariance(int figures) {
        return figures * (figures - 1.0) * (2.0 * figures + 5) / 18;
    }

    /** {@return the probability that a standard normal figure is higher} By Simpson's rule; exact to 1e-9. */
    static double upperTail(double z) {
        if (z < 0) {
            return 1 - upperTail(-z);
        }
        int steps = 1000;
        double width = z / steps;
        double sum = density(0) + density(z);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * density(i * width);
        }
        return Math.max(0, 0.5 - sum * width / 3);
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
