package io.miou.benchmarks;

import java.io.IOException;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same work without the JDK's flight recorder, and while it records with its settings {@code default} or
 * {@code profile}.
 */
public class RecordingBenchmark extends ObservedBenchmark {

    private static final String NONE = "none";

    @Param({NONE, "default", "profile"})
    String recording;

    private Recording running;

    @Setup
    public void start() throws IOException, ParseException {
        if (!recording.equals(NONE)) {
            running = new Recording(Configuration.getConfiguration(recording));
            running.start();
        }
    }

    @TearDown
    public void stop() {
        if (running != null) {
            running.close();
        }
    }
}
