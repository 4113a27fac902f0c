package io.miou.support;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks arguments before they are used. The exceptions name the parameter. Any thread. */
public final class Arguments {

    private Arguments() {
    }

    /**
     * {@return a copy of an array}
     *
     * @param <T> its elements
     * @param elements none of them null
     * @param name of the parameter
     * @throws NullPointerException if there is no array, or an element is missing
     */
    public static <T> List<T> listOf(T[] elements, String name) {
        requireElements(elements, name);
        return List.of(elements);
    }

    /**
     * Checks an array that is used as it is.
     *
     * @param <T> its elements
     * @param elements none of them null
     * @param name of the parameter
     * @throws NullPointerException if there is no array, or an element is missing
     */
    public static <T> void requireElements(T[] elements, String name) {
        Objects.requireNonNull(elements, name);
        for (int i = 0; i < elements.length; i++) {
            requireElement(elements[i], i, name);
        }
    }

    /**
     * Checks a collection that is used as it is.
     *
     * @param elements none of them null
     * @param name of the parameter
     * @throws NullPointerException if there is no collection, or an element is missing
     */
    public static void requireElements(Collection<?> elements, String name) {
        Objects.requireNonNull(elements, name);
        if (elements.isEmpty()) {
            // Without an iterator: a dump of a million tasks has five million empty lists.
            return;
        }
        int i = 0;
        for (Object element : elements) {
            requireElement(element, i++, name);
        }
    }

    /**
     * {@return a duration in nanoseconds; the longest or shortest there is if it does not fit}
     *
     * @param duration any, not null
     * @param name of the parameter
     */
    public static long nanos(Duration duration, String name) {
        Objects.requireNonNull(duration, name);
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static void requireElement(@Nullable Object element, int index, String name) {
        if (element == null) {
            throw new NullPointerException(name + "[" + index + "]");
        }
    }
}
