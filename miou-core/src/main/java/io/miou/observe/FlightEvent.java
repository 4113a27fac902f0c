package io.miou.observe;

import io.miou.TraceEvent;
import io.miou.TraceEvent.TaskRef;
import jdk.jfr.Category;
import jdk.jfr.Contextual;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * The events of the JDK's flight recorder that {@link FlightSink} makes of trace events. The recorder notes the calling
 * thread, which is the fiber or the domain. Those that are off by themselves are switched on by {@code miou.jfc}.
 */
@Category("Miou")
@StackTrace(false)
@Enabled(false)
@SuppressWarnings("unused") // The recorder reads the fields.
abstract sealed class FlightEvent extends Event {

    @Label("Run")
    @Description("The number of the run in the process")
    int run;

    /** An event of one task. */
    abstract static sealed class OfTask extends FlightEvent {

        @Label("Task")
        @Description("The number of the task in its run")
        long task;

        @Label("Name")
        @Description("The name of the task")
        @Contextual
        @Nullable
        String name;

        @Label("Domain")
        int domain;

        final void about(TaskRef about) {
            run = about.run();
            task = about.id();
            name = about.name();
            domain = about.domain();
        }
    }

    /** A task was started. */
    @Name("io.miou.Spawn")
    @Label("Spawn")
    @Description("A task was started; the stack is that of its parent")
    @StackTrace
    @Throttle("1000/s")
    static final class Spawn extends OfTask {

        @Label("Parent")
        @Description("The number of its parent; -1 if it is the main task of a run")
        long parent;

        @Label("Parent's Domain")
        int parentDomain;

        void of(TraceEvent.Spawned event) {
            about(event.task());
            TaskRef above = event.parent();
            parent = above == null ? -1 : above.id();
            parentDomain = above == null ? -1 : above.domain();
        }
    }

    /** The wait of a task is over. */
    @Name("io.miou.Wake")
    @Label("Wake")
    @Description("The wait of a task is over, and the task will run again")
    @Throttle("1000/s")
    static final class Wake extends OfTask {

        @Label("By")
        @Description("The number of the task that has ended the wait; -1 if it was a timer, a socket or another thread")
        long by;

        @Label("By Domain")
        @Description("The domain that has ended the wait; -1 if it was another thread")
        int byDomain;

        void of(TraceEvent.Woken event) {
            about(event.task());
            TaskRef waker = event.by();
            by = waker == null ? -1 : waker.id();
            byDomain = event.domain();
        }
    }

    /** A task was suspended. */
    @Name("io.miou.Suspension")
    @Label("Suspension")
    @Description("A task was suspended, from when its fiber left its domain until it ran again")
    @Threshold("20 ms")
    @Throttle("1000/s")
    static final class Suspension extends OfTask {

        @Label("Reason")
        @Nullable
        String reason;

        @Label("Waited For")
        @Nullable
        String on;

        @Label("Cancelled")
        @Description("Whether a cancellation has ended the wait")
        boolean cancelled;

        void of(TraceEvent.Resumed event) {
            about(event.task());
            reason = event.reason().name();
            cancelled = event.cancelled();
        }
    }

    /** A task was cancelled. */
    @Name("io.miou.Cancellation")
    @Label("Cancellation")
    @Description("A task was cancelled")
    @Throttle("1000/s")
    static final class Cancellation extends OfTask {
    }

    /** The owner of a resource has changed. */
    @Name("io.miou.Ownership")
    @Label("Ownership")
    @Description("A task owns a resource from now on, or no longer")
    @Throttle("1000/s")
    static final class Ownership extends OfTask {

        @Label("What")
        @Description("attached, detached, lent or released")
        @Nullable
        String what;

        @Label("Resource")
        @Nullable
        String resource;

        Ownership with(TaskRef owner, String change, String about) {
            about(owner);
            what = change;
            resource = about;
            return this;
        }
    }

    /** A domain has polled. */
    @Name("io.miou.Poll")
    @Label("Poll")
    @Description("A domain has polled the operating system, or has slept there")
    @Threshold("10 ms")
    @Throttle("1000/s")
    static final class Poll extends FlightEvent {

        @Label("Domain")
        int domain;

        @Label("Asleep")
        @Description("Whether the domain had nothing to do and could sleep")
        boolean asleep;

        @Label("Timers")
        int timers;

        @Label("Tasks")
        @Description("The number of tasks on the domain that have not ended")
        long tasks;

        void of(TraceEvent.Polled event) {
            run = event.run();
            domain = event.domain();
            asleep = event.asleep();
            timers = event.timers();
            tasks = event.tasks();
        }
    }

    /** A task has broken a rule. */
    @Name("io.miou.Violation")
    @Label("Broken Rule")
    @Description("A task has broken a rule of Miou")
    @StackTrace
    @Enabled
    static final class Violation extends OfTask {

        @Label("Error")
        @Nullable
        String error;

        @Label("Message")
        @Nullable
        String message;
    }

    /** A task has blocked its domain. */
    @Name("io.miou.BlockedDomain")
    @Label("Blocked Domain")
    @Description("A task has blocked its domain for as long as miou.watchdog allows, while others waited for it")
    @Enabled
    static final class BlockedDomain extends OfTask {

        @Label("Stack")
        @Description("The stack of the task's fiber")
        @Nullable
        String stack;
    }
}
