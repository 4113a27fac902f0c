package io.miou.benchmarks.comparison;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median of some values and where the true one is: between two of the values themselves, chosen by the binomial
 * distribution (the interval of the sign test), which supposes nothing about how the values are distributed.
 *
 * @param confidence at least 0.95 from six values on; with fewer, what the smallest and the largest give
 */
public record MedianInterval(double median, double low, double high, double confidence) {

    private static final double WANTED = 0.95;

    /** {@return the interval of some values, one at least} */
    public static MedianInterval of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        // The true median is below the k-th smallest value when fewer than k of n fall below it, each with one half.
        int k = 1;
        while (2 * (k + 1) <= n && confidence(n, k + 1) >= WANTED) {
            k++;
        }
        return new MedianInterval(median, sorted[k - 1], sorted[n - k], confidence(n, k));
    }

    /** {@return the probability that the true median is between the k-th smallest and the k-th largest of n} */
    private static double confidence(int n, int k) {
        double choices = 1;
        double below = 0;
        for (int i = 0; i < k; i++) {
            below += choices;
            choices = choices * (n - i) / (i + 1);
        }
        return Math.max(0, 1 - 2 * below / Math.pow(2, n));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", median, low, high);
    }
}
