package io.miou;

import io.miou.support.Arguments;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that a task or a domain has done, as a {@link Trace} reports it. Events are values. Any thread.
 *
 * <p>Times are in nanoseconds, from the clock of the domain: {@link System#nanoTime} on the real backends, the time of
 * the world in a simulated one.
 *
 * @since 0.1.0
 */
public sealed interface TraceEvent {

    /** {@return the time of the event in nanoseconds} Only differences mean something. */
    long time();

    /** {@return the number of the run that it is about, from 1 on; 0 if it is about all of them} */
    int run();

    /**
     * A task in an event. Any thread.
     *
     * @param run the number of its run in the process, from 1 on
     * @param id the number of the task in its run, as {@link Promise#id}
     * @param name the name of the task
     * @param domain the number of its domain
     */
    record TaskRef(int run, long id, String name, int domain) {

        /** Checks that nothing is missing. */
        public TaskRef {
            Objects.requireNonNull(name, "name");
        }

        /** {@return name and number} */
        @Override
        public String toString() {
            return name + " (#" + id + ")";
        }
    }

    /** An event of one task. Any thread. */
    sealed interface OfTask extends TraceEvent {

        /** {@return the task} */
        TaskRef task();

        @Override
        default int run() {
            return task().run();
        }
    }

    /** The reason of a suspension. */
    enum Reason {
        /** It lets other fibers run, and is ready again at once. */
        YIELD,
        /** It waits for something of Miou: a child, a socket, a lock, a timer. */
        WAIT,
        /** It waits in a call of the JDK, or called {@link Thread#yield}. */
        JDK
    }

    /**
     * A task has been created. Comes before all other events of the task.
     *
     * @param time the time
     * @param task the new task
     * @param parent null for the main task
     */
    record Spawned(long time, TaskRef task, @Nullable TaskRef parent) implements OfTask {

        /** Checks that nothing is missing. */
        public Spawned {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * The fiber of a task runs for the first time.
     *
     * @param time the time
     * @param task the task
     */
    record Started(long time, TaskRef task) implements OfTask {

        /** Checks that nothing is missing. */
        public Started {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * A task leaves its domain to others.
     *
     * @param time the time
     * @param task the task
     * @param reason the reason
     * @param on what it waits for, in the words of the task tree; empty unless the reason is {@link Reason#WAIT}
     */
    record Suspended(long time, TaskRef task, Reason reason, String on) implements OfTask {

        /** Checks that nothing is missing. */
        public Suspended {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(on, "on");
        }
    }

    /**
     * A wait of a task is over, and the task will be resumed. Comes before {@link Resumed}; once for each wait.
     *
     * @param time the time
     * @param task the task that waited
     * @param by the task whose code ended the wait; null if it was none, but a timer, a socket or another thread
     * @param domain the domain that ended the wait; -1 if it was another thread
     */
    record Woken(long time, TaskRef task, @Nullable TaskRef by, int domain) implements OfTask {

        /** Checks that nothing is missing. */
        public Woken {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * A suspended task runs again.
     *
     * @param time the time
     * @param task the task
     * @param reason the reason of its suspension
     * @param cancelled whether a cancellation has ended the wait
     */
    record Resumed(long time, TaskRef task, Reason reason, boolean cancelled) implements OfTask {

        /** Checks that nothing is missing. */
        public Resumed {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * A parent has the outcome of a child. Comes after {@link Ended} of the child.
     *
     * @param time the time
     * @param task the child
     * @param parent the parent
     */
    record Awaited(long time, TaskRef task, TaskRef parent) implements OfTask {

        /** Checks that nothing is missing. */
        public Awaited {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(parent, "parent");
        }
    }

    /**
     * A task was cancelled by its parent, or, if it is the main task, because the run ends. It may have ended before.
     *
     * @param time the time
     * @param task the cancelled task
     */
    record Cancelled(long time, TaskRef task) implements OfTask {

        /** Checks that nothing is missing. */
        public Cancelled {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * A task has ended. Comes once for each task, after all events of the task but {@link Awaited}, {@link Cancelled}
     * and those about resources that its parent takes over or releases.
     *
     * @param time the time
     * @param task the task
     * @param outcome how it has ended
     * @param failure what it threw; null if it succeeded or was cancelled
     */
    record Ended(long time, TaskRef task, Promise.State outcome, @Nullable Throwable failure) implements OfTask {

        /** Checks that nothing is missing. */
        public Ended {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * A task owns a resource from now on.
     *
     * @param time the time
     * @param task the owner
     * @param resource the resource in words
     */
    record Attached(long time, TaskRef task, String resource) implements OfTask {

        /** Checks that nothing is missing. */
        public Attached {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(resource, "resource");
        }
    }

    /**
     * A task no longer owns a resource, which is not released: it was given, transferred or disowned, or is a lock.
     *
     * @param time the time
     * @param task the last owner
     * @param resource the resource in words
     */
    record Detached(long time, TaskRef task, String resource) implements OfTask {

        /** Checks that nothing is missing. */
        public Detached {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(resource, "resource");
        }
    }

    /**
     * A task has lent a resource to a child.
     *
     * @param time the time
     * @param task the lender
     * @param borrower the child
     * @param resource the resource in words
     */
    record Lent(long time, TaskRef task, TaskRef borrower, String resource) implements OfTask {

        /** Checks that nothing is missing. */
        public Lent {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(borrower, "borrower");
            Objects.requireNonNull(resource, "resource");
        }
    }

    /**
     * A resource is released: its owner closes it or ends.
     *
     * @param time the time
     * @param task the owner
     * @param resource the resource in words
     */
    record Released(long time, TaskRef task, String resource) implements OfTask {

        /** Checks that nothing is missing. */
        public Released {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(resource, "resource");
        }
    }

    /**
     * A task has broken a rule.
     *
     * @param time the time
     * @param task the task that broke it
     * @param violation the error
     */
    record Violated(long time, TaskRef task, RuleViolation violation) implements OfTask {

        /** Checks that nothing is missing. */
        public Violated {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(violation, "violation");
        }
    }

    /**
     * A task has blocked its domain for as long as the watchdog allows, while others waited for it (rule 31).
     *
     * @param time the time at which it was noticed
     * @param task the task
     * @param stack of its fiber
     */
    record Blocked(long time, TaskRef task, List<StackTraceElement> stack) implements OfTask {

        /** Checks that nothing is missing, and copies the list. */
        public Blocked {
            Objects.requireNonNull(task, "task");
            Arguments.requireElements(stack, "stack");
            stack = List.copyOf(stack);
        }
    }

    /**
     * A domain has polled the operating system.
     *
     * @param time the time after the poll
     * @param run the number of the run
     * @param domain the number of the domain
     * @param nanos how long the poll took, with the sleep
     * @param asleep whether the domain had nothing to do and could sleep
     * @param timers the number of running timers
     * @param tasks the number of tasks on this domain that have not ended
     */
    record Polled(long time, int run, int domain, long nanos, boolean asleep, int timers, long tasks)
            implements
                TraceEvent {
    }

    /**
     * Events were dropped here, because the consumers were slower than the program.
     *
     * @param time the time of the event before
     * @param events how many
     */
    record Lost(long time, long events) implements TraceEvent {

        @Override
        public int run() {
            return 0;
        }
    }
}
