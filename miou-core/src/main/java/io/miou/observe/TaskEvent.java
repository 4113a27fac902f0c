package io.miou.observe;

import io.miou.TaskCancelled;
import io.miou.task.Task;
import java.util.concurrent.Callable;
import jdk.jfr.Category;
import jdk.jfr.Contextual;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The event of the JDK's flight recorder for a task that has run. An event is made, filled and committed on the task's
 * fiber. It is off unless a recording asks for it: the two times that it takes cost as much as the spawn (ADR 128).
 */
@Name("io.miou.Task")
@Label("Task")
@Category("Miou")
@Description("A task, from when its fiber first ran until its code returned or threw")
@StackTrace(false)
@Enabled(false)
@Threshold("20 ms")
@SuppressWarnings("unused") // The recorder reads the fields.
final class TaskEvent extends Event {

    /** The code of a task, and the measurement around it. On the task's fiber. */
    private static final class Recorded<T extends @Nullable Object> implements Callable<T> {

        private final Callable<? extends T> body;
        private final long created = System.nanoTime();

        Recorded(Callable<? extends T> body) {
            this.body = body;
        }

        @Override
        public T call() throws Exception {
            TaskEvent event = new TaskEvent();
            event.waited = System.nanoTime() - created;
            event.begin();
            T value;
            try {
                value = body.call();
            } catch (Throwable e) {
                event.over(e instanceof TaskCancelled ? "cancelled" : e.getClass().getName());
                throw e;
            }
            event.over("returned");
            return value;
        }
    }

    @Label("Number")
    private long number;

    @Label("Name")
    @Contextual
    private @Nullable String name;

    @Label("Parent")
    @Description("The number of its parent; -1 if it is the main task of a run")
    private long parent;

    @Label("Run")
    @Description("The number of its run in the process")
    private int run;

    @Label("Domain")
    private int domain;

    @Label("Waited to Run")
    @Description("How long after its creation its fiber first ran")
    @Timespan(Timespan.NANOSECONDS)
    private long waited;

    @Label("Outcome")
    @Description("returned, cancelled, or the class of what it threw")
    private @Nullable String outcome;

    @Label("Started At")
    @Description("The line that started it, with -Dmiou.debug=true")
    private @Nullable String startedAt;

    private TaskEvent() {
    }

    /** {@return whether a recording with this event is running} */
    static boolean isWanted() {
        return new TaskEvent().isEnabled();
    }

    static <T extends @Nullable Object> Callable<T> recordedWhileItRuns(Callable<? extends T> body) {
        return new Recorded<>(body);
    }

    private void over(String how) {
        end();
        if (shouldCommit()) {
            describe(Task.current(), how);
            commit();
        }
    }

    private void describe(Task<?> task, String how) {
        Task<?> parentTask = task.parent();
        number = task.id();
        name = task.name();
        parent = parentTask == null ? -1 : parentTask.id();
        run = task.run().number();
        domain = task.domain().id();
        outcome = how;
        StackTraceElement line = task.spawnSite();
        startedAt = line == null ? null : line.toString();
    }
}
