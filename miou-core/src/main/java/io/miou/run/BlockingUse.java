package io.miou.run;

/** The purpose of the threads of a {@link BlockingPool}: how long they stay, and their words. */
public enum BlockingUse {
    /** Bodies of {@code Miou.blocking}. */
    BODIES(5_000_000_000L, "miou-blocking-", "threads of Miou.blocking", "a body",
            "if bodies wait for each other, allow more with -Dmiou.blocking=NUMBER, else make them shorter or fewer"),
    /** Lookups of host names: rare, on threads of the process, so no thread stays idle after a run. */
    NAMES(0, "miou-names-", "threads that resolve host names", "a name",
            "see whether the name service of this machine can be reached");

    private final long idleNanos;
    private final String threadNames;
    private final String what;
    private final String waiter;
    private final String advice;

    BlockingUse(long idleNanos, String threadNames, String what, String waiter, String advice) {
        this.idleNanos = idleNanos;
        this.threadNames = threadNames;
        this.what = what;
        this.waiter = waiter;
        this.advice = advice;
    }

    /** {@return the time after which a thread without work ends} */
    long idleNanos() {
        return idleNanos;
    }

    /** {@return the beginning of the names of the threads} */
    String threadNames() {
        return threadNames;
    }

    /** {@return the threads, in words, for a warning} */
    String what() {
        return what;
    }

    /** {@return a piece of work, in words, for a warning} */
    String waiter() {
        return waiter;
    }

    /** {@return the advice of a warning that all threads are taken} */
    String advice() {
        return advice;
    }
}
