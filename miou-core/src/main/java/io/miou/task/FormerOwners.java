package io.miou.task;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that have owned a resource and have not ended, as an immutable list. Ended tasks are dropped, because they
 * cannot call {@code close}. Any thread.
 *
 * @param task a former owner
 * @param earlier the rest of the list
 */
record FormerOwners(Task<?> task, @Nullable FormerOwners earlier) {

    /** {@return the list with one more task, once, and without the tasks that have ended since} */
    static FormerOwners with(@Nullable FormerOwners list, Task<?> task) {
        FormerOwners kept = new FormerOwners(task, null);
        for (FormerOwners one = list; one != null; one = one.earlier()) {
            if (one.task() != task && !one.task().hasEnded()) {
                kept = new FormerOwners(one.task(), kept);
            }
        }
        return kept;
    }

    static boolean contains(@Nullable FormerOwners list, Task<?> task) {
        for (FormerOwners one = list; one != null; one = one.earlier()) {
            if (one.task() == task) {
                return true;
            }
        }
        return false;
    }
}
