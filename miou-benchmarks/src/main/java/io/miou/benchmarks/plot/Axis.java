package io.miou.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A stretch of a picture on which numbers from 0 to a most are placed. It begins at 0, so that noise looks as small as
 * it is. Immutable.
 *
 * @param from where 0 is, in pixels
 * @param to where the most is; less than {@code from} on an axis that goes up
 */
record Axis(double from, double to, double most) {

    private static final int TICKS = 6;

    Axis {
        if (!(most > 0)) {
            throw new IllegalArgumentException("an axis to " + most + " has no length: give it more than 0");
        }
    }

    double place(double value) {
        return from + (to - from) * value / most;
    }

    /** {@return round numbers, 0 the first, that are at most {@value #TICKS} steps} */
    List<Double> ticks() {
        double power = Math.pow(10, Math.floor(Math.log10(most / TICKS)));
        double step = List.of(1, 2, 5, 10).stream().map(round -> round * power)
                .filter(candidate -> most / candidate <= TICKS).findFirst().orElse(10 * power);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= most; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** {@return the number with as many digits as it needs beside its neighbours} */
    static String name(double tick) {
        String text = String.format(Locale.ROOT, "%,.3f", tick);
        return text.replaceAll("\\.?0+$", "").isEmpty() ? "0" : text.replaceAll("\\.?0+$", "");
    }
}
