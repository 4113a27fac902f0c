package io.miou.fiber;

/** What a fiber runs; its {@code toString} says who it is. */
public interface FiberBody {

    /** The whole life of the fiber, on its own virtual thread. It must not throw. */
    void live();

    /** Called on the domain's loop when the fiber has begun to wait in a call of the JDK (a lock, a sleep, a socket). */
    void blockedInJdk();

    /**
     * {@return whether it is cancelled, or would be if its domain took in what has been sent to it, and would see that} Called by
     * another thread, while the fiber waits in a call of the JDK and its domain stands still; the answer may be out of date.
     */
    boolean isCancellationAhead();

    /**
     * Its fiber may be given up: until the decision, and after it, its code asks whether it runs on its fiber still. Called by the
     * thread that decides, with the fiber's monitor held.
     *
     * @param doubted false if it was not given up
     */
    void doubt(boolean doubted);

    /**
     * Its fiber was given up: its thread may come back at any time, and must not act for it. Called by the thread that has the
     * domain, with the fiber's monitor held.
     *
     * @param stack of the fiber
     */
    void givenUp(StackTraceElement[] stack);
}
