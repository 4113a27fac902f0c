package io.miou.run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Erases the thread locals of the calling thread, also the inheritable ones. That needs {@code java.lang} to be open,
 * as the carried engine does. The JDK does the same between the tasks of its own pools.
 *
 * <p>Threads: any thread, for its own thread locals.
 */
final class ThreadLocals {

    private static final @Nullable VarHandle OWN = find("threadLocals");
    private static final @Nullable VarHandle INHERITABLE = find("inheritableThreadLocals");

    private ThreadLocals() {
    }

    /** {@return whether this process can erase thread locals} */
    static boolean canBeErased() {
        return OWN != null && INHERITABLE != null;
    }

    /** Erases the thread locals of the calling thread; does nothing where {@link #canBeErased} is false. */
    static void erase() {
        VarHandle own = OWN;
        VarHandle inheritable = INHERITABLE;
        if (own != null && inheritable != null) {
            Thread thread = Thread.currentThread();
            own.set(thread, null);
            inheritable.set(thread, null);
        }
    }

    private static @Nullable VarHandle find(String field) {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup()).findVarHandle(Thread.class,
                    field,
                    Class.forName("java.lang.ThreadLocal$ThreadLocalMap"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
