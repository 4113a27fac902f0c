package io.miou.benchmarks.options;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations, which a command line has as a decimal number of the unit that the option names. */
public final class Durations {

    private static final Duration LONGEST = Duration.ofDays(366);

    private Durations() {
    }

    private static Duration parse(String text, long millisOfUnit, String unit, boolean canBeZero) {
        try {
            double millis = Double.parseDouble(text) * millisOfUnit;
            // A comparison with NaN is false.
            if (millis >= 0 && millis <= LONGEST.toMillis()) {
                Duration duration = Duration.ofMillis(Math.round(millis));
                if (canBeZero || duration.isPositive()) {
                    return duration;
                }
            }
        } catch (NumberFormatException e) {
            // Refused as any other text that is no duration.
        }
        throw new TypeConversionException("'" + text + "' is not a number of " + unit + ": choose "
                + (canBeZero ? "0, or a number above 0" : "a number above 0") + " such as 0.5, and at most a year");
    }

    /** A number of seconds above 0. */
    public static final class Seconds implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return parse(text, 1000, "seconds", false);
        }
    }

    /** A number of seconds, or 0. */
    public static final class SecondsOrZero implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return parse(text, 1000, "seconds", true);
        }
    }

    /** A number of minutes above 0. */
    public static final class Minutes implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return parse(text, 60_000, "minutes", false);
        }
    }
}
