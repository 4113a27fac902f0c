package io.miou.fiber;

import io.miou.support.Log;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens, uses and closes the containers that list fibers in the thread dumps of the JDK, one for each run (ADR 133).
 *
 * <p>The JDK notes each virtual thread that is started in a concurrent map of its root container, so that dumps show
 * it. A fiber is started in the container of its run instead, which asks the run for its fibers only when a dump is
 * taken. Where such a container cannot be made, fibers are started as any virtual thread.
 *
 * <p>Any thread.
 */
final class FiberContainers {

    // Constants, so that the compiled code calls them directly.
    private static final @Nullable MethodHandle OPEN;
    private static final MethodHandle START;
    private static final @Nullable MethodHandle CLOSE;

    static {
        MethodHandle open = null;
        MethodHandle start = null;
        MethodHandle close = null;
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            Class<?> container = FiberContainerClass.define(lookup);
            open = lookup.findStatic(container, "open",
                    MethodType.methodType(Object.class, String.class, Supplier.class));
            start = lookup.findStatic(container, "start",
                    MethodType.methodType(void.class, Thread.class, Object.class));
            close = lookup.findStatic(container, "close", MethodType.methodType(void.class, Object.class));
            close.invoke(open.invoke("trial", (Supplier<Stream<Thread>>) Stream::empty));
        } catch (Throwable e) {
            Log.debug(() -> "thread dumps list fibers among the other virtual threads, because this JDK ("
                    + Runtime.version() + ") has no containers of threads as JDK 25 has them", e);
            open = null;
        }
        OPEN = open;
        CLOSE = close;
        START = open != null && start != null
                ? start
                : MethodHandles.throwException(void.class, IllegalStateException.class);
    }

    private FiberContainers() {
    }

    /**
     * Opens a container.
     *
     * @param name of the run
     * @param threads returns the threads of its fibers; called by the thread that takes a dump
     * @return the container; null if the JDK has none
     */
    static @Nullable Object open(String name, Supplier<Stream<Thread>> threads) {
        try {
            return OPEN == null ? null : (Object) OPEN.invokeExact(name, threads);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot happen: the trial has opened one", e);
        }
    }

    /**
     * Starts a virtual thread.
     *
     * @param thread that was not started
     * @param container of its run; null starts it as any virtual thread
     */
    static void start(Thread thread, @Nullable Object container) {
        if (container == null) {
            thread.start();
            return;
        }
        try {
            START.invokeExact(thread, container);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot happen: the start of a thread throws nothing else", e);
        }
    }

    /**
     * Closes a container: dumps no longer show it. Its threads, if any are left, go on.
     *
     * @param container to close; null does nothing
     */
    static void close(@Nullable Object container) {
        if (container == null || CLOSE == null) {
            return;
        }
        try {
            CLOSE.invokeExact(container);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot happen: a container was closed in the trial", e);
        }
    }
}
