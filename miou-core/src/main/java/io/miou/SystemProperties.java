package io.miou;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the system properties that start with {@code miou.}. Any thread. */
final class SystemProperties {

    private SystemProperties() {
    }

    @Nullable
    static String text(String property) {
        String value = System.getProperty(property);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Returns zero for {@code off}. */
    static Duration duration(String property, Duration otherwise) {
        String value = text(property);
        if (value == null) {
            return otherwise;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.equals("off")) {
            return Duration.ZERO;
        }
        try {
            Duration duration = lower.startsWith("pt") ? Duration.parse(lower) : withUnit(lower);
            if (duration.isPositive()) {
                return duration;
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("system property " + property + " is '" + value
                + "': set it to a duration above zero, such as 500ms, 2s or PT1S, or to off");
    }

    private static Duration withUnit(String value) {
        int digits = 0;
        while (digits < value.length() && Character.isDigit(value.charAt(digits))) {
            digits++;
        }
        ChronoUnit unit = switch (value.substring(digits).strip()) {
            case "ns" -> ChronoUnit.NANOS;
            case "us" -> ChronoUnit.MICROS;
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m", "min" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> throw new DateTimeException("no unit of time");
        };
        return Duration.of(Long.parseLong(value.substring(0, digits)), unit);
    }

    static int integer(String property, int otherwise, int least) {
        String value = text(property);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "system property " + property + " is '" + value + "': set it to a whole number from " + least + " on");
    }
}
