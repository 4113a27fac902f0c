package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/** Which fiber the calling thread is. Any thread. */
public final class CurrentFiber {

    /** Of fibers on the portable engine; a carried one needs none, because its virtual thread knows its scheduler. */
    private static final ThreadLocal<FiberBody> PORTABLE = new ThreadLocal<>();

    private CurrentFiber() {
    }

    /** {@return what the calling fiber runs; null outside a fiber} */
    @Nullable
    public static FiberBody body() {
        Thread caller = Thread.currentThread();
        if (!caller.isVirtual()) {
            return null;
        }
        CarriedFiber carried = CarriedEngine.fiberOf(caller);
        return carried != null ? carried.body() : PORTABLE.get();
    }

    /** Says that the calling thread runs this from now on. */
    static void runs(FiberBody body) {
        PORTABLE.set(body);
    }
}
