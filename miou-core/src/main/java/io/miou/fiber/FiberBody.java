package io.miou.fiber;

/** The code that a fiber runs. Its {@code toString} names it in messages. */
public interface FiberBody {

    /** Runs the whole code of the fiber, on its own virtual thread. Must not throw. */
    void live();

    /** Notes on the domain's loop that the fiber has begun to wait in a call of the JDK (a lock, a sleep, a socket). */
    void blockedInJdk();

    /**
     * Notes on the domain's loop that the fiber has left its domain in a call of the JDK. Called only while events are
     * wanted ({@code Tracing}).
     */
    void leftToJdk();

    /** Notes on the domain's loop that the fiber comes back after {@link #leftToJdk}. Called as that. */
    void backFromJdk();

    /**
     * {@return whether the task is cancelled, or will be once its blocked domain drains its inbox; false in a shield}
     * Called by another thread while the fiber waits in a call of the JDK and blocks its domain. The answer may be out
     * of date.
     */
    boolean isCancellationAhead();

    /**
     * Notes that a thread decides whether to give the fiber up. From then on the code asks whether it still runs on its
     * fiber. Called by the thread that decides, with the fiber's monitor held.
     *
     * @param doubted false if the fiber was not given up
     */
    void doubt(boolean doubted);

    /**
     * Notes that the fiber was given up. Its thread may come back at any time, and must not act for the fiber. Called
     * by the thread that has the domain, with the fiber's monitor held.
     *
     * @param stack the stack of the fiber
     */
    void givenUp(StackTraceElement[] stack);
}
