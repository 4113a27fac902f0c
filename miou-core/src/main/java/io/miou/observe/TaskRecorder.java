package io.miou.observe;

import io.miou.task.ContextualBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Tells the JDK's flight recorder of tasks, if the run-time image has one and it is recording; {@link TaskEvent}, which
 * needs it, is not loaded otherwise. Any thread.
 */
public final class TaskRecorder {

    private static final boolean HAS_RECORDER = ModuleLayer.boot().findModule("jdk.jfr")
            .filter(TaskRecorder.class.getModule()::canRead).isPresent();

    private TaskRecorder() {
    }

    /** Follows what recordings want, from the first run of the process on. */
    public static void follow() {
        if (HAS_RECORDER) {
            FlightSwitch.look();
        }
    }

    /**
     * Makes a trace file of a recording.
     *
     * @param recording the recording
     * @param file created, or replaced
     * @throws IOException if the one cannot be read or the other cannot be written
     * @throws IllegalArgumentException if the recording has no events of Miou
     * @throws IllegalStateException if the run-time image has no recorder
     */
    public static void convert(Path recording, Path file) throws IOException {
        if (!HAS_RECORDER) {
            throw new IllegalStateException("recordings cannot be read, because this process has no module jdk.jfr;"
                    + " add --add-modules jdk.jfr, or use a run-time image that has it");
        }
        FlightTrace.convert(recording, file);
    }

    /** {@return the code that a new task calls: its body, which is watched only while a recording runs} */
    public static <T extends @Nullable Object> Callable<? extends T> watch(Callable<? extends T> body) {
        if (!HAS_RECORDER || !FlightSwitch.wantsTasks()) {
            return body;
        }
        return body instanceof ContextualBody<? extends T> contextual
                ? contextual.watched(TaskEvent::recordedWhileItRuns)
                : TaskEvent.recordedWhileItRuns(body);
    }
}
