package io.miou.testing;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskTree;
import java.util.ArrayDeque;

/** Lets other fibers run until a task has come to where a test needs it, as the task tree shows it. On a fiber. */
public final class Waiting {

    private static final int SETTLED_TURNS = 50;

    private Waiting() {
    }

    /** Returns when a task is suspended on something; fails if it ends before. */
    public static void until(Promise<?> task, String suspendedOn) {
        while (!activity(task).contains(suspendedOn)) {
            if (task.state() != Promise.State.RUNNING) {
                throw new AssertionError(task + ", which was to wait for " + suspendedOn);
            }
            Miou.yield();
        }
    }

    /**
     * Returns when a task is suspended on something, as {@link #until}, and no more readiness is to come. Readiness may
     * come without a reason, and the operating system may take some more into its buffers a moment later.
     */
    public static void untilSettled(Promise<?> task, String suspendedOn) throws InterruptedException {
        for (int turns = 0; turns < SETTLED_TURNS; turns++) {
            Thread.sleep(1);
            Miou.yield();
            if (!activity(task).contains(suspendedOn)) {
                turns = 0;
            }
            until(task, suspendedOn);
        }
    }

    /** Returns what a task is doing; empty if it is in no tree. */
    public static String activity(Promise<?> task) {
        ArrayDeque<TaskTree.Node> nodes = new ArrayDeque<>(Miou.dump().roots());
        while (!nodes.isEmpty()) {
            TaskTree.Node node = nodes.pop();
            if (node.id() == task.id()) {
                return node.activity();
            }
            nodes.addAll(node.children());
        }
        return "";
    }
}
