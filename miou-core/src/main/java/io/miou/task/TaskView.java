package io.miou.task;

import io.miou.Promise.State;
import io.miou.TaskTree;
import io.miou.fiber.Fiber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the children, resources and activity of a task from any thread, also while its domain is stuck.
 *
 * <p>Threads: the lists belong to the task's domain and are read without asking it. That is a race on purpose: each
 * field read gives some value that it has had. A list leads from older to younger entries only, so the walk ends. A
 * resource that is removed meanwhile at worst ends its walk early; for children see {@link ChildCursor}. The result may
 * miss changes during the walk. It is exact if nothing changes.
 */
public final class TaskView {

    private TaskView() {
    }

    /**
     * {@return its children, the oldest first}
     *
     * @param task any
     */
    public static List<Task<?>> children(Task<?> task) {
        List<Task<?>> children = new ArrayList<>();
        ChildCursor cursor = new ChildCursor(task);
        for (Task<?> child = cursor.next(); child != null; child = cursor.next()) {
            children.add(child);
        }
        return children;
    }

    /**
     * {@return whether it has children}
     *
     * @param task any
     */
    public static boolean hasChildren(Task<?> task) {
        return task.children.oldest() != null;
    }

    /**
     * {@return a task and its descendants, none of them twice}
     *
     * @param root of the tree
     */
    public static List<Task<?>> subtree(Task<?> root) {
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(root);
        for (int i = 0; i < tasks.size(); i++) {
            tasks.addAll(children(tasks.get(i)));
        }
        return tasks;
    }

    /**
     * {@return the descriptions of the resources that it owns, the oldest first}
     *
     * @param task any
     */
    public static List<String> resources(Task<?> task) {
        OwnershipState oldest = task.resources.oldest();
        if (oldest == null) {
            return List.of();
        }
        List<String> resources = new ArrayList<>();
        for (OwnershipState ownership = oldest; ownership != null; ownership = ownership.younger) {
            resources.add(ownership.inWords());
        }
        return resources;
    }

    /**
     * {@return the descriptions of the resources that it has borrowed, with their owners}
     *
     * @param task any
     */
    public static List<String> borrowed(Task<?> task) {
        List<OwnershipState> all = task.resources.borrowedNow();
        if (all.isEmpty()) {
            return List.of();
        }
        List<String> borrowed = new ArrayList<>();
        for (OwnershipState ownership : all) {
            Task<?> owner = ownership.owner();
            borrowed.add(owner == null
                    ? ownership.toString()
                    : ownership + " of " + owner.name() + " (#" + owner.id() + ")");
        }
        return borrowed;
    }

    /**
     * {@return what it does}
     *
     * @param task any
     */
    public static TaskTree.Phase phase(Task<?> task) {
        if (task.state() != State.RUNNING) {
            return TaskTree.Phase.ENDED;
        }
        Wait on = task.waitsOn();
        if (on != null && !task.fiber().isReady()) {
            return on.isForBlockingThread() ? TaskTree.Phase.BLOCKING_THREAD : TaskTree.Phase.SUSPENDED;
        }
        Fiber fiber = task.fiber();
        return fiber.isBlockedInJdk()
                ? TaskTree.Phase.BLOCKED_IN_JDK
                : task.loop().runningFiber() == fiber ? TaskTree.Phase.RUNNING : TaskTree.Phase.READY;
    }

    /**
     * {@return the nanoseconds since its creation}
     *
     * @param task any
     * @param now on the clock of its run
     */
    public static long ageNanos(Task<?> task, long now) {
        return Math.max(0, now - task.created());
    }

    /**
     * {@return the nanoseconds that it has been in its phase, as the coarse clock of its domain knows it}
     *
     * @param task any
     * @param phase its phase
     * @param now on the clock of its run
     */
    public static long nanosInPhase(Task<?> task, TaskTree.Phase phase, long now) {
        long since = task.fiber().since();
        long begin = since == 0 ? task.created() : since;
        // A fiber that runs has been running since this turn of the loop began, or since a moment in it.
        long clock = task.loop().clock();
        boolean runs = phase == TaskTree.Phase.RUNNING && clock - begin > 0;
        return Math.clamp(now - (runs ? clock : begin), 0, ageNanos(task, now));
    }

    /** Stands for no limit. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /**
     * {@return the nanoseconds from a moment until the nearest limit outside a task ends it; negative if that is past}
     *
     * @param task any
     * @param outside that of its parent, as this method has returned it; {@link #NO_LIMIT} for a main task
     * @param moment on the clock of the run
     */
    public static long limitOutside(Task<?> task, long outside, long moment) {
        return nearest(task.startedIn, outside, moment);
    }

    /**
     * {@return the nanoseconds from a moment until the nearest limit ends the waits of a task; negative if that is
     * past}
     *
     * @param task any
     * @param outside as {@link #limitOutside} returned it for the task
     * @param moment on the clock of the run
     */
    public static long limit(Task<?> task, long outside, long moment) {
        return nearest(task.cancellation.innermost(), outside, moment);
    }

    /**
     * {@return whether a limit or a stop outside a task may end its waits}
     *
     * @param task any
     * @param outside that of its parent, as this method has returned it; false for a main task
     */
    public static boolean mayBeCutOutside(Task<?> task, boolean outside) {
        return mayCut(task.startedIn, outside);
    }

    /**
     * {@return whether a limit or a stop may end the waits of a task}
     *
     * @param task any
     * @param outside as {@link #mayBeCutOutside} returned it for the task
     */
    public static boolean mayBeCut(Task<?> task, boolean outside) {
        return mayCut(task.cancellation.innermost(), outside);
    }

    private static boolean mayCut(@Nullable Scope innermost, boolean outside) {
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (!scope.isLeft()) {
                return scope.kind != Scope.Kind.SHIELD;
            }
        }
        return outside;
    }

    /**
     * {@return the tasks that can end its wait; anything if it does not wait}
     *
     * @param task any
     */
    public static WaitsFor waitsFor(Task<?> task) {
        Wait on = task.waitsOn();
        return on == null || task.hasEnded() || task.fiber().isReady() ? WaitsFor.ANYTHING : on.waitsFor();
    }

    private static long nearest(@Nullable Scope innermost, long outside, long moment) {
        long nearest = NO_LIMIT;
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (scope.isLeft()) {
                continue;
            }
            if (scope.kind == Scope.Kind.SHIELD) {
                return nearest;
            }
            if (scope.kind == Scope.Kind.LIMIT) {
                nearest = Math.min(nearest, scope.deadline() - moment);
            }
        }
        return Math.min(nearest, outside);
    }

    /**
     * {@return its activity, in words; may be out of date}
     *
     * @param task any
     */
    public static String activity(Task<?> task) {
        State end = task.state();
        if (end != State.RUNNING) {
            return end == State.FAILED && task.result() instanceof Throwable thrown
                    ? "ended by " + Failures.words(thrown)
                    : "ended";
        }
        Wait on = task.waitsOn();
        return switch (phase(task)) {
            case SUSPENDED, BLOCKING_THREAD -> on == null ? "ready" : "suspended on " + on.describe();
            case BLOCKED_IN_JDK -> "blocked in a call of the JDK";
            case RUNNING -> "running";
            case READY, ENDED -> "ready";
        };
    }
}
