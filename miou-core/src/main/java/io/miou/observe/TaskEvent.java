package io.miou.observe;

import io.miou.TaskCancelled;
import io.miou.task.Task;
import java.util.concurrent.Callable;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The event of the JDK's flight recorder for a task that has run. An event is made, filled and committed on the task's
 * fiber.
 */
@Name("io.miou.Task")
@Label("Task")
@Category("Miou")
@Description("A task, from when its fiber first ran until its code returned or threw")
@StackTrace(false)
@Threshold("20 ms")
@SuppressWarnings("unused") // The recorder reads the fields.
final class TaskEvent extends Event {

    @Label("Number")
    private long number;

    @Label("Name")
    private @Nullable String name;

    @Label("Parent")
    @Description("The number of its parent; -1 if it is the main task of a run")
    private long parent;

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

    /**
     * {@return whether a recording with this event is running} Costs nothing while there is none: the event is never
     * made.
     */
    static boolean isWanted() {
        return new TaskEvent().isEnabled();
    }

    static <T extends @Nullable Object> Callable<T> recordedWhileItRuns(Callable<? extends T> body) {
        long created = System.nanoTime();
        return () -> {
            TaskEvent event = new TaskEvent();
            event.waited = System.nanoTime() - created;
            event.begin();
            String outcome = "returned";
            try {
                return body.call();
            } catch (TaskCancelled e) {
                outcome = "cancelled";
                throw e;
            } catch (Throwable e) {
                outcome = e.getClass().getName();
                throw e;
            } finally {
                event.end();
                if (event.shouldCommit()) {
                    event.describe(Task.current(), outcome);
                    event.commit();
                }
            }
        };
    }

    private void describe(Task<?> task, String how) {
        Task<?> parentTask = task.parent();
        number = task.id();
        name = task.name();
        parent = parentTask == null ? -1 : parentTask.id();
        domain = task.domain().id();
        outcome = how;
        StackTraceElement line = task.spawnSite();
        startedAt = line == null ? null : line.toString();
    }
}
