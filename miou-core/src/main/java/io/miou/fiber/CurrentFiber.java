package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/** Finds the fiber of the calling thread. Any thread. */
public final class CurrentFiber {

    /** Set on fibers of the portable engine. The virtual thread of a carried fiber finds its fiber by its scheduler. */
    private static final ThreadLocal<FiberBody> PORTABLE = new ThreadLocal<>();

    private CurrentFiber() {
    }

    /** {@return the body of the calling fiber; null outside a fiber} */
    @Nullable
    public static FiberBody body() {
        Thread caller = Thread.currentThread();
        if (!caller.isVirtual()) {
            return null;
        }
        CarriedFiber carried = CarriedEngine.fiberOf(caller);
        return carried != null ? carried.body() : PORTABLE.get();
    }

    /** Notes that the calling thread runs a body from now on. */
    static void runs(FiberBody body) {
        PORTABLE.set(body);
    }
}
