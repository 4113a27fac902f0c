package io.miou.task;

import io.miou.Action;
import io.miou.Resource;
import io.miou.domain.DomainLoop;
import io.miou.fiber.StackReserve;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Starts tasks. On the parent's fiber. */
public final class Spawner {

    private Spawner() {
    }

    static void requireMayAct(Task<?> task, String what) {
        if (task.releasing > 0) {
            throw new IllegalStateException("a release function of " + Failures.describe(task) + " was about to " + what
                    + ", but may only give the resource back; do it before the task closes the resource");
        }
    }

    /**
     * Starts a child on this domain.
     *
     * @param <T> its result
     * @param body its code
     * @return the child
     */
    public static <T extends @Nullable Object> Task<T> async(Callable<? extends T> body) {
        Task<?> parent = Task.current();
        return spawn(parent, parent.loop(), null, body, List.of(), List.of());
    }

    /**
     * Starts a child on another domain of the pool, picked at random.
     *
     * @param <T> its result
     * @param body its code
     * @return the child
     */
    public static <T extends @Nullable Object> Task<T> call(Callable<? extends T> body) {
        Task<?> parent = Task.current();
        return spawn(parent, parent.run().domains().anyOther(parent), null, body, List.of(), List.of());
    }

    /**
     * Starts a helper child that ends with its parent. It need not be awaited, and is no violation.
     *
     * @param name of the child
     * @param given the resources that become its property
     * @param body its code
     * @return the child
     */
    public static Task<?> attendant(String name, List<Resource> given, Action body) {
        Task<?> parent = Task.current();
        Task<?> child = Spawner.<@Nullable Object>spawn(parent, parent.loop(), name, Callables.of(body), given,
                List.of());
        child.attendant = true;
        return child;
    }

    /**
     * Starts a child whose broken rules never end the run, whatever the run's policy is: it fails with the violation
     * (rule 24). It cannot transfer resources.
     *
     * @param <T> its result
     * @param parent the current task
     * @param target its domain
     * @param name of the child
     * @param body its code
     * @param given a resource that becomes the child's
     * @return the child
     */
    public static <T extends @Nullable Object> Task<T> contained(Task<?> parent, DomainLoop target, String name,
            Callable<? extends T> body, Resource given) {
        requireMayAct(parent, "start a task");
        List<Resource> resources = List.of(given);
        checkResources(parent, resources, List.of());
        Task<T> child = new Task<>(parent.run(), parent, target, name, parent.run().capture(body));
        child.contained = true;
        start(parent, child, resources, List.of());
        return child;
    }

    /**
     * Starts a child on a domain that the caller names.
     *
     * @param <T> its result
     * @param parent the current task
     * @param target its domain
     * @param name or null
     * @param body its code
     * @param given resources that become the child's
     * @param lent resources that it may use; only if the target is the parent's domain
     * @return the child
     */
    public static <T extends @Nullable Object> Task<T> spawn(Task<?> parent, DomainLoop target,
            @Nullable String name, Callable<? extends T> body, List<Resource> given, List<Resource> lent) {
        Objects.requireNonNull(body, "task");
        requireMayAct(parent, "start a task");
        checkResources(parent, given, lent);
        Task<T> child = new Task<>(parent.run(), parent, target, name, parent.run().capture(body));
        start(parent, child, given, lent);
        return child;
    }

    /**
     * Starts a child that another thread has asked for.
     *
     * @param <T> its result
     * @param parent the current task
     * @param target its domain
     * @param captured its code, as {@link RunContext#capture} has made it there
     * @param listener learns of its end
     * @return the child
     */
    public static <T extends @Nullable Object> Task<T> submitted(Task<?> parent, DomainLoop target,
            Callable<? extends T> captured, EndListener<T> listener) {
        Task<T> child = new Task<>(parent.run(), parent, target, null, captured);
        child.setEndListener(listener);
        start(parent, child, List.of(), List.of());
        return child;
    }

    private static void start(Task<?> parent, Task<?> child, List<Resource> given, List<Resource> lent) {
        // A child that is listed is always sent, even without stack or memory: otherwise its parent would never stop
        // waiting.
        StackReserve.requireMuch();
        TaskReports.spawned(child);
        parent.ownChildren().add(child);
        boolean complete = false;
        try {
            for (Resource resource : given) {
                OwnershipState.of(resource).give(parent, child);
            }
            for (Resource resource : lent) {
                OwnershipState.of(resource).lend(parent, child);
            }
            complete = true;
        } finally {
            // A child that did not get everything never runs, and releases what it got.
            if (!complete || parent.cancellation.cause() != null) {
                TaskReports.cancelled(child);
                child.cancelRequested = true;
                child.ownCancellation().cancelBeforeStart();
            }
            send(parent, child);
        }
    }

    private static void send(Task<?> parent, Task<?> child) {
        if (child.loop() == parent.loop()) {
            child.enqueue();
        } else {
            child.loop().post(child);
        }
    }

    private static void checkResources(Task<?> parent, List<Resource> given, List<Resource> lent) {
        // All or nothing: everything is checked before anything moves.
        for (int i = 0; i < given.size(); i++) {
            OwnershipState ownership = OwnershipState.of(given.get(i));
            ownership.requireGivable(parent);
            for (int j = 0; j < i; j++) {
                if (OwnershipState.of(given.get(j)) == ownership) {
                    throw new IllegalArgumentException(ownership + " is given twice to one task; give it once");
                }
            }
        }
        for (Resource resource : lent) {
            OwnershipState ownership = OwnershipState.of(resource);
            ownership.check();
            for (Resource other : given) {
                if (OwnershipState.of(other) == ownership) {
                    throw new IllegalArgumentException(
                            ownership + " is both given and lent to one task; do one of them");
                }
            }
        }
    }
}
