package io.miou.task;

import io.miou.Promise.State;
import io.miou.fiber.Fiber;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the children, resources and activity of a task from any thread, also while its domain is stuck.
 *
 * <p>Threads: the lists belong to the task's domain and are read without asking it. That is a race on purpose: each
 * field read gives some value that it has had. A list leads from older to younger entries only, so the walk ends. An
 * entry that is removed meanwhile at worst ends the walk early. The result may miss changes during the walk. It is
 * exact if nothing changes.
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
        for (Task<?> child = task.children.oldest(); child != null; child = child.younger) {
            children.add(child);
        }
        return children;
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
        List<String> resources = new ArrayList<>();
        for (OwnershipState ownership = task.resources.oldest(); ownership != null; ownership = ownership.younger) {
            resources.add(ownership.toString());
        }
        return resources;
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
        Fiber fiber = task.fiber();
        return on != null
                ? "suspended on " + on.describe()
                : fiber.isBlockedInJdk()
                        ? "blocked in a call of the JDK"
                        : task.loop().runningFiber() == fiber ? "running" : "ready";
    }
}
