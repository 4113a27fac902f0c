package io.miou.benchmarks;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * The floor: virtual threads on a scheduler that is a queue and the calling thread, and nothing else. What Miou's carried
 * fibers cost above it is Miou's. One thread only.
 */
final class BareCarrier implements Executor {

    private static final Method NEW_VIRTUAL_THREAD = find();

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();

    private static Method find() {
        try {
            Method method = Class.forName("java.lang.ThreadBuilders").getDeclaredMethod("newVirtualThread",
                    Executor.class, String.class, int.class, Runnable.class);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public void execute(Runnable step) {
        ready.add(step);
    }

    Thread start(Runnable body) {
        try {
            Thread thread = (Thread) NEW_VIRTUAL_THREAD.invoke(null, this, null, 0, body);
            thread.start();
            return thread;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs everything that is ready, on the calling thread. */
    void drain() {
        for (Runnable step = ready.poll(); step != null; step = ready.poll()) {
            step.run();
        }
    }
}
