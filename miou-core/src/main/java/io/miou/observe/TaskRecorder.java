package io.miou.observe;

import io.miou.task.ContextualBody;
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

    /** {@return the code that a new task calls: its body, which is watched only while a recording runs} */
    public static <T extends @Nullable Object> Callable<? extends T> watch(Callable<? extends T> body) {
        if (!HAS_RECORDER || !TaskEvent.isWanted()) {
            return body;
        }
        return body instanceof ContextualBody<? extends T> contextual
                ? contextual.watched(TaskEvent::recordedWhileItRuns)
                : TaskEvent.recordedWhileItRuns(body);
    }
}
