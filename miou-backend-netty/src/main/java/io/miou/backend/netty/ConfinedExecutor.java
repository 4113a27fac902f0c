package io.miou.backend.netty;

import io.netty.util.concurrent.ThreadAwareExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Tells Netty which thread drives a poller: the one that is inside a method of its backend. A domain may be carried by
 * different threads one after the other, so no thread is remembered beyond the call.
 *
 * <p>Threads: {@link #enter} and {@link #exit} are for the domain, {@link #isExecutorThread} for any. The field is
 * plain: a thread compares the value with itself. Only the thread itself can have written an equal value, and it takes
 * that value back when it leaves. Any other value, however stale, gives the right answer.
 */
final class ConfinedExecutor implements ThreadAwareExecutor {

    @Nullable
    private Thread inside;

    void enter() {
        inside = Thread.currentThread();
    }

    void exit() {
        inside = null;
    }

    @Override
    public boolean isExecutorThread(Thread thread) {
        return thread == inside;
    }

    @Override
    public void execute(Runnable command) {
        throw new IllegalStateException("a poller was called by another thread than the one that drives it");
    }
}
