package io.miou.task;

import java.util.Set;

/**
 * Something that tasks own in turns, such as a mutex, and that its owner can reserve for cancelled children while it
 * waits for them: they may need it to end (ADR 149).
 *
 * <p>Threads: the fiber of the task that owns the turn calls both methods.
 */
public interface Reservable extends Releasable {

    /** The state of the owner while it waits for its children. */
    enum Owner {
        /** Its code, or that of the scope, is over. */
        ENDING,
        /** It is in {@code cancel}, and its code goes on afterwards. */
        CANCELLING
    }

    /**
     * Lets children of its owner, and the tasks below them, take it in turns; all others wait.
     *
     * @param task the owner, which has put it back; the current task
     * @param children not changed any more
     * @param owner what it does
     */
    void reserve(Task<?> task, Set<Task<?>> children, Owner owner);

    /**
     * Ends the reservation that was made last. The children have ended.
     *
     * @return whether no task has it: then it is the owner's again
     */
    boolean endReservation();
}
