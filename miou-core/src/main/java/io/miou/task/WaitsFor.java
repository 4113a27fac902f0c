package io.miou.task;

import java.util.List;

/**
 * The tasks that can end a wait, for the task tree and the search for deadlocks. A cancellation is left out: it can end
 * every wait.
 *
 * @param end how the wait ends
 * @param tasks those that it waits for; empty unless {@code end} is TASKS
 * @param needed how many of them must go on before the wait ends
 */
public record WaitsFor(End end, List<Task<?>> tasks, int needed) {

    /** A wait that time, the system, another thread or any code may end. */
    public static final WaitsFor ANYTHING = new WaitsFor(End.ANYTHING, List.of(), 0);

    /** A wait that any task of the run may end. */
    public static final WaitsFor ANY_TASK = new WaitsFor(End.ANY_TASK, List.of(), 0);

    /** How a wait ends. */
    public enum End {
        /** By something that is not known. */
        ANYTHING,
        /** By any task of the run that goes on. */
        ANY_TASK,
        /** When some of certain tasks have gone on. */
        TASKS
    }

    /** Copies the list. */
    public WaitsFor {
        tasks = List.copyOf(tasks);
    }

    /**
     * {@return a wait that ends when a task goes on}
     *
     * @param task the task
     */
    public static WaitsFor task(Task<?> task) {
        return new WaitsFor(End.TASKS, List.of(task), 1);
    }

    /**
     * {@return a wait that ends when some of certain tasks go on}
     *
     * @param tasks the tasks
     * @param needed the number of tasks that must go on
     */
    public static WaitsFor some(List<Task<?>> tasks, int needed) {
        return new WaitsFor(End.TASKS, tasks, needed);
    }
}
