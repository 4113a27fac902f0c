package io.miou.testkit.turns;

/** The view of a world on its program, from outside. Any thread. */
public interface Observer {

    /** {@return the waits of all tasks, in words} */
    String situation();

    /** {@return whether no thread outside the world could end any of the waits} */
    boolean isCertain();

    /**
     * {@return whether a task waits in a call of the JDK, and so blocks its domain}
     *
     * @param domain of the task
     */
    boolean isBlockedInJdk(int domain);

    /** Cancels the program, which stands still. */
    void cancel();
}
