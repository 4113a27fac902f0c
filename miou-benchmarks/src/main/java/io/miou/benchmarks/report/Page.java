package io.miou.benchmarks.report;

import java.util.Locale;

/** Markdown that is being written. Confined to one thread. */
final class Page {

    /** No operation takes less than a cycle: what does was compiled away. */
    private static final double NOTHING_BELOW = 0.01;
    private static final double MICROSECONDS_FROM = 1e4;
    private static final double MILLISECONDS_FROM = 1e7;

    private final StringBuilder text = new StringBuilder();

    void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** {@return three digits that count, or more before the point; a dash if there is no such number} */
    static String number(double number) {
        return number(number, "");
    }

    static String number(double number, String unit) {
        if (Double.isNaN(number)) {
            return "–";
        }
        int digits = number == 0 ? 0 : Math.clamp(2 - (long) Math.floor(Math.log10(Math.abs(number))), 0, 6);
        return String.format(Locale.ROOT, "%,." + digits + "f", number) + unit;
    }

    /** {@return a time in the unit that suits it; a dash if there is none} */
    static String time(double nanos) {
        if (nanos < NOTHING_BELOW) {
            return "0 ns";
        }
        if (nanos < MICROSECONDS_FROM || Double.isNaN(nanos)) {
            return number(nanos, " ns");
        }
        return nanos < MILLISECONDS_FROM ? number(nanos / 1e3, " µs") : number(nanos / 1e6, " ms");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
