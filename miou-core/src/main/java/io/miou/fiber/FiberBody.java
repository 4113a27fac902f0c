package io.miou.fiber;

/** What a fiber runs. */
public interface FiberBody {

    /** The whole life of the fiber, on its own virtual thread. It must not throw. */
    void live();

    /** Called on the domain's loop when the fiber has begun to wait in a call of the JDK (a lock, a sleep, a socket). */
    void blockedInJdk();
}
