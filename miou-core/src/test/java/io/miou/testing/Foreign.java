package io.miou.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Code on threads that Miou knows nothing of. */
public final class Foreign {

    private Foreign() {
    }

    /** Runs code on a platform thread of its own and gives what it returned, or throws what it threw. */
    public static <T> T call(Callable<T> code) throws Exception {
        FutureTask<T> future = start(code);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw (Error) e.getCause();
        }
    }

    /** Starts code on a platform thread of its own. */
    public static <T> FutureTask<T> start(Callable<T> code) {
        FutureTask<T> future = new FutureTask<>(code);
        Thread.ofPlatform().daemon().name("foreign").start(future);
        return future;
    }
}
