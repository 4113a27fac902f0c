package io.miou.task;

/**
 * The ownership of something that tasks own in turns, such as a lock. The task that has acquired the lock owns it until
 * it releases the lock. The mechanism that orders the turns publishes the fields.
 */
public final class TurnOwnership extends OwnershipState {

    /**
     * Creates an ownership without an owner. Any thread.
     *
     * @param content released if a task ends and still owns it
     */
    public TurnOwnership(Releasable content) {
        super(content);
    }

    /**
     * Makes a task the owner; also in a release function.
     *
     * @param task the current one
     */
    public void take(Task<?> task) {
        reopen();
        setOwnerInTurns(task);
        task.ownResources().add(this);
        TaskReports.attached(task, this);
    }

    /**
     * Ends the turn of its owner.
     *
     * @param task the current one, which owns it
     * @return its place among the task's resources, for {@link #takeBack}
     */
    public long putBack(Task<?> task) {
        long place = sequence;
        TaskReports.detached(task, this);
        task.resources.remove(this);
        setOwnerInTurns(null);
        return place;
    }

    /**
     * Makes a task the owner again that has put it back. Scopes that the task has entered since treat it as acquired
     * outside them.
     *
     * @param task the current one
     * @param place the result of {@link #putBack}
     */
    public void takeBack(Task<?> task, long place) {
        reopen();
        setOwnerInTurns(task);
        sequence = place;
        task.ownResources().addBack(this);
        TaskReports.attached(task, this);
    }
}
