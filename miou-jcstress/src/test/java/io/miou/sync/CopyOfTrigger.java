package io.miou.sync;

import java.util.concurrent.atomic.AtomicReference;

/** The algorithm of the trigger, without a fault: each twin changes one method. */
class CopyOfTrigger {

    static final Object SIGNALLED = "signalled";
    static final Object WITHDRAWN = "withdrawn";
    static final Object WAITER = "waiter";

    final AtomicReference<Object> state = new AtomicReference<>();

    boolean signal() {
        for (;;) {
            Object seen = state.get();
            if (seen == SIGNALLED || seen == WITHDRAWN) {
                return false;
            }
            if (state.compareAndSet(seen, SIGNALLED)) {
                run(seen);
                return true;
            }
        }
    }

    static void run(Object attached) {
        if (attached instanceof Runnable action) {
            action.run();
        }
    }

    void onSignal(Runnable action) {
        if (!state.compareAndSet(null, action)) {
            action.run();
        }
    }

    boolean withdraw() {
        return state.compareAndSet(WAITER, WITHDRAWN);
    }
}
