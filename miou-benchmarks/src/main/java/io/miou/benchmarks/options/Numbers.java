package io.miou.benchmarks.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers, with a range for each kind. */
public final class Numbers {

    private Numbers() {
    }

    private static int parse(String text, int least, String kind) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused as any other text that is no number.
        }
        throw new TypeConversionException("'" + text + "' is not a " + kind + ": choose a whole number from " + least
                + " to " + Integer.MAX_VALUE);
    }

    /** A number of things, at least one. */
    public static final class Count implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String text) {
            return parse(text, 1, "count");
        }
    }

    /** A number of things in a second, or 0. */
    public static final class Rate implements ITypeConverter<Long> {

        @Override
        public Long convert(String text) {
            return (long) parse(text, 0, "rate");
        }
    }

    /** A part of one, or 0. */
    public static final class Part implements ITypeConverter<Double> {

        @Override
        public Double convert(String text) {
            try {
                double part = Double.parseDouble(text);
                // A comparison with NaN is false.
                if (part >= 0 && part <= 1) {
                    return part;
                }
            } catch (NumberFormatException e) {
                // Refused as any other text that is no number.
            }
            throw new TypeConversionException("'" + text
                    + "' is not a part of one: choose a number from 0 to 1, such as 0.5");
        }
    }
}
