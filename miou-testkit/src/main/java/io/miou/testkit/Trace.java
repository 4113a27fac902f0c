package io.miou.testkit;

import java.util.List;

/**
 * The events of a world. Two runs of a program were the same if their traces are equal.
 * A value, for any thread.
 *
 * @param events how many
 * @param hash a number that depends on each of them and their order
 * @param lines the last of them, in words
 * @since 0.1.0
 */
public record Trace(long events, long hash, List<String> lines) {

    /** Copies the lines. */
    public Trace {
        lines = List.copyOf(lines);
    }

    /** {@return all lines, each with its end} */
    @Override
    public String toString() {
        return (events > lines.size() ? "the last of " + events + " events:\n" : "") + String.join("\n", lines) + "\n";
    }
}
