package io.miou.domain;

/** An action that runs on a domain at a deadline. Confined to that domain. */
public abstract class Timer {

    static final int NOT_QUEUED = -1;

    /** The deadline, on the clock of the domain's backend. */
    long deadline;

    /** The order of timers with the same deadline. */
    long sequence;

    /** The position in the heap. */
    int position = NOT_QUEUED;

    /** Creates a timer; for subclasses. */
    protected Timer() {
    }

    /**
     * Creates a timer whose deadline is known before its start; for subclasses.
     *
     * @param deadline as {@link DomainTimers#deadlineIn} returns it
     */
    protected Timer(long deadline) {
        this.deadline = deadline;
    }

    /** {@return its deadline, on the clock of its domain} Any thread that was told of the timer after its start. */
    public final long deadline() {
        return deadline;
    }

    boolean isRunning() {
        return position != NOT_QUEUED;
    }

    /** Runs the action. Called once, on the domain's loop, after the deadline. */
    protected abstract void fire();
}
