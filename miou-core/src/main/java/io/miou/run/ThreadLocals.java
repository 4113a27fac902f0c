package io.miou.run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Erases the thread locals of the calling thread, the inheritable ones too, where the JDK lets us: {@code java.lang} must be open, as
 * for the carried engine. The JDK does the same between the tasks of its own pools.
 *
 * <p>Threads: any thread, for itself.
 */
final class ThreadLocals {

    private static final @Nullable VarHandle OWN = find("threadLocals");
    private static final @Nullable VarHandle INHERITABLE = find("inheritableThreadLocals");

    private ThreadLocals() {
    }

    /** {@return whether this process can erase them} */
    static boolean canBeErased() {
        return OWN != null && INHERITABLE != null;
    }

    /** Erases them, or does nothing where it cannot. */
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
