package io.miou.task;

/**
 * Something that a task is suspended on. It is decided once, between completion and withdrawal. The thread that
 * completes it wakes the task's fiber.
 */
public interface Wait {

    /**
     * Withdraws the wait because the task is cancelled; on the task's domain. Everything registered for it is taken
     * back.
     *
     * @return true if it will not complete any more; false if it has completed, or must still be waited for
     */
    boolean withdraw();

    /** {@return a description of the wait, for the task tree} Any thread. */
    String describe();

    /** {@return the tasks that can end the wait} Any thread; may be out of date. */
    default WaitsFor waitsFor() {
        return WaitsFor.ANYTHING;
    }

    /** {@return whether another thread does work for the task, which waits for that} Any thread. */
    default boolean isForBlockingThread() {
        return false;
    }
}
