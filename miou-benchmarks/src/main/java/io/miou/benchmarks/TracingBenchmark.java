package io.miou.benchmarks;

import io.miou.Trace;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same work with a trace on, with it off, and in a process from which events were removed. Off and removed must not
 * differ.
 */
public class TracingBenchmark extends ObservedBenchmark {

    private static final String REMOVED = "removed";

    @Param({REMOVED, "off", "on"})
    String events;

    private Trace trace;

    /** Runs before Miou is loaded, which reads the property once. */
    @Setup
    public void choose() {
        switch (events) {
            case REMOVED -> {
                System.setProperty("miou.trace", "off");
                requireRemoved();
            }
            case "on" -> trace = Trace.to(_ -> {
            });
            default -> {
                // Nobody traces.
            }
        }
    }

    private static void requireRemoved() {
        try (Trace _ = Trace.to(_ -> {
        })) {
            throw new AssertionError("Miou was loaded before the property was set");
        } catch (IllegalStateException e) {
            // As it should be.
        }
    }

    @TearDown
    public void stop() {
        if (trace != null) {
            trace.close();
        }
    }
}
