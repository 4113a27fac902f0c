package io.miou.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The floor: virtual threads on a scheduler that is a queue and the calling thread, and nothing else. What Miou's
 * carried fibers cost above it is Miou's. One thread only.
 */
final class BareCarrier implements Executor {

    // A constant, so that the compiled code calls it directly.
    private static final Internals INTERNALS = find();

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();

    private record Internals(MethodHandle newVirtualThread, Optional<String> problem) {
    }

    private static Internals find() {
        MethodType type = MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
        try {
            Method method = Class.forName("java.lang.ThreadBuilders").getDeclaredMethod("newVirtualThread",
                    type.parameterArray());
            method.setAccessible(true);
            return new Internals(MethodHandles.lookup().unreflect(method).asType(type), Optional.empty());
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new Internals(MethodHandles.empty(type),
                    Optional.of("this JDK gives virtual threads no scheduler of ours: " + e));
        }
    }

    /** {@return the reason why there is no floor in this process; empty if there is one} */
    static Optional<String> unavailable() {
        return INTERNALS.problem();
    }

    @Override
    public void execute(Runnable step) {
        ready.add(step);
    }

    Thread start(Runnable body) {
        return start(this, body);
    }

    /** {@return a started virtual thread; the scheduler executes each of its steps} */
    static Thread start(Executor scheduler, Runnable body) {
        try {
            Thread thread = (Thread) INTERNALS.newVirtualThread().invokeExact(scheduler, (String) null, 0, body);
            thread.start();
            return thread;
        } catch (Throwable e) {
            throw new IllegalStateException(unavailable().orElse("no virtual thread could be started"), e);
        }
    }

    /** Runs everything that is ready, on the calling thread. */
    void drain() {
        for (Runnable step = ready.poll(); step != null; step = ready.poll()) {
            step.run();
        }
    }
}
