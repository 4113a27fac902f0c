package io.miou;

import org.jspecify.annotations.Nullable;

/** Reads the system properties that start with {@code miou.}. Any thread. */
final class Settings {

    private Settings() {
    }

    @Nullable
    static String text(String property) {
        String value = System.getProperty(property);
        return value == null || value.isBlank() ? null : value.strip();
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
