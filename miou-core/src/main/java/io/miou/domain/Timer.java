package io.miou.domain;

/** Something to be done at a time, on a domain. Confined to that domain. */
public abstract class Timer {

    static final int NOT_QUEUED = -1;

    /** When, on the clock of the domain's backend. */
    long deadline;

    /** Which of two with the same deadline comes first. */
    long sequence;

    /** Where it is in the heap. */
    int position = NOT_QUEUED;

    /** For subclasses. */
    protected Timer() {
    }

    boolean isRunning() {
        return position != NOT_QUEUED;
    }

    /** Called once, on the domain's loop, when the time has come. */
    protected abstract void fire();
}
