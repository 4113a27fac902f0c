package io.miou.sync;

import io.miou.task.Reservable.Owner;
import io.miou.task.Task;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the permit of a mutex for cancelled children of its holder, which waits for their ends. They may need the mutex
 * to end, and take it in turns; all others wait until the holder unlocks it (ADR 149).
 *
 * <p>Threads: the semaphore's lock guards {@code idle}.
 */
final class Reservation {

    private final Task<?> holder;
    private final Set<Task<?>> children;
    private final Owner does;

    /** The reservation of a task above the holder, which goes on after this one. */
    @Nullable
    final Reservation outer;

    /** Whether no child has the permit. */
    boolean idle;

    /**
     * Creates a reservation of a permit that the holder has.
     *
     * @param children of the holder that may take it; not changed any more
     * @param does what the holder does meanwhile
     */
    Reservation(Task<?> holder, Set<Task<?>> children, Owner does, @Nullable Reservation outer) {
        this.holder = holder;
        this.children = children;
        this.does = does;
        this.outer = outer;
    }

    /** The task that keeps the permit. Any thread. */
    Task<?> holder() {
        return holder;
    }

    /**
     * Whether a waiter is one of these children, or below one, and a cancellation cannot end its wait. In the middle of
     * the holder's code only those have a turn that were in a condition: the others asked for their shield.
     */
    boolean admits(Waiter waiter) {
        return waiter instanceof TaskWaiter child
                && (child.isAfterCondition() || does == Owner.ENDING && child.isShielded())
                && child.isBelow(holder, children);
    }

    /** Takes the permit for a waiter if it is free and the waiter may have it. */
    boolean takeFor(Waiter waiter) {
        boolean taken = idle && admits(waiter);
        if (taken) {
            idle = false;
        }
        return taken;
    }
}
