package io.miou.fiber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Wakes a suspended fiber from another thread, as {@link SuspendedFibers} does. This copy has no fault; each twin
 * changes how the message is delivered.
 */
class CopyOfWake {

    static final VarHandle POSTED;

    static {
        try {
            POSTED = MethodHandles.lookup().findVarHandle(CopyOfWake.class, "posted", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final CountingHost host;
    volatile boolean due;

    @SuppressWarnings("unused")
    private volatile boolean posted = true;

    CopyOfWake(CountingHost host) {
        this.host = host;
        host.posts = 1;
    }

    void wake() {
        due = true;
        if (POSTED.compareAndSet(this, false, true)) {
            host.post(null);
        }
    }

    void deliver() {
        POSTED.setVolatile(this, false);
        if (due) {
            host.ready(null);
        }
    }
}
