package io.miou.support;

/** Writes durations for readers. Any thread. */
public final class Spans {

    private static final long NANOS_A_MILLI = 1_000_000;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final long SECONDS_A_MINUTE = 60;
    private static final long SECONDS_AN_HOUR = 3_600;
    private static final long SECONDS_A_DAY = 86_400;

    private Spans() {
    }

    /**
     * {@return a duration in two units at most, such as {@code 12.3 s} or {@code 2 h 5 min}}
     *
     * @param nanos not negative
     */
    public static String words(long nanos) {
        return append(new StringBuilder(), nanos).toString();
    }

    /**
     * Appends a duration in the words of {@link #words}.
     *
     * @param to gets them
     * @param nanos not negative
     * @return {@code to}
     */
    public static StringBuilder append(StringBuilder to, long nanos) {
        if (nanos < NANOS_A_MILLI) {
            return nanos == 0 ? to.append("0 ms") : to.append("0.").append(nanos * 10 / NANOS_A_MILLI).append(" ms");
        }
        long seconds = nanos / NANOS_A_SECOND;
        if (seconds == 0) {
            return to.append(nanos / NANOS_A_MILLI).append(" ms");
        }
        if (seconds < SECONDS_A_MINUTE) {
            return to.append(seconds).append('.').append(nanos % NANOS_A_SECOND * 10 / NANOS_A_SECOND).append(" s");
        }
        if (seconds < SECONDS_AN_HOUR) {
            return two(to, seconds / SECONDS_A_MINUTE, " min ", seconds % SECONDS_A_MINUTE, " s");
        }
        if (seconds < SECONDS_A_DAY) {
            return two(to, seconds / SECONDS_AN_HOUR, " h ", seconds % SECONDS_AN_HOUR / SECONDS_A_MINUTE, " min");
        }
        return two(to, seconds / SECONDS_A_DAY, " d ", seconds % SECONDS_A_DAY / SECONDS_AN_HOUR, " h");
    }

    private static StringBuilder two(StringBuilder to, long large, String unit, long small, String smallUnit) {
        return to.append(large).append(unit).append(small).append(smallUnit);
    }
}
