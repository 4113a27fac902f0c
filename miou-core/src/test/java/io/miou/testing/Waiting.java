package io.miou.testing;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskTree;
import java.time.Duration;
import java.util.ArrayDeque;

/** Lets other fibers run until a task has come to where a test needs it, as the task tree shows it. On a fiber. */
public final class Waiting {

    private static final int SETTLED_TURNS = 50;
    private static final Duration A_MOMENT = Duration.ofMillis(5);

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

    /**
     * Returns when the domain of the caller has slept once more. A single short sleep of a fiber may not be enough:
     * on a machine under load, its timer may expire before its domain has got so far. Only if the process has one
     * run.
     */
    public static void untilDomainHasSlept() {
        long before = wakeupsOfOwnDomain();
        while (wakeupsOfOwnDomain() == before) {
            Miou.sleep(A_MOMENT);
        }
    }

    private static long wakeupsOfOwnDomain() {
        int own = Domain.self().id();
        return Miou.metrics().getDomains().stream().filter(domain -> domain.id() == own).findFirst().orElseThrow()
                .wakeups();
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
