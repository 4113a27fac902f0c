package io.miou.benchmarks.soak;

import java.util.HashMap;
import java.util.Map;

/**
 * The state of the subject at a moment, which it reports to the driver in a line of text.
 *
 * @param tasks in the tree, the main task among them
 * @param descriptors of open files and sockets; -1 where the system does not tell
 * @param threads of the operating system
 * @param heap in use after a collection, in bytes
 * @param direct memory of the JDK's direct buffers, in bytes
 * @param turns of the mill so far
 * @param connections accepted so far
 */
record Vitals(long tasks, long descriptors, long threads, long heap, long direct, long turns, long connections) {

    /** The line, which {@link #parse} reads. */
    String format() {
        return "tasks=" + tasks + " descriptors=" + descriptors + " threads=" + threads + " heap=" + heap + " direct="
                + direct + " turns=" + turns + " connections=" + connections;
    }

    static Vitals parse(String line) {
        Map<String, Long> figures = new HashMap<>();
        for (String figure : line.split(" ")) {
            int equals = figure.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("vitals cannot be read from '" + line + "'");
            }
            figures.put(figure.substring(0, equals), Long.valueOf(figure.substring(equals + 1)));
        }
        return new Vitals(figures.get("tasks"), figures.get("descriptors"), figures.get("threads"),
                figures.get("heap"), figures.get("direct"), figures.get("turns"), figures.get("connections"));
    }
}
