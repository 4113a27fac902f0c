package io.miou.fiber;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Fibers that are virtual threads whose scheduler is the domain's loop, so that a switch never leaves the thread.
 *
 * <p>JDK 25 has no public way to give a virtual thread a scheduler; this class is the only one that knows the internal
 * one. It needs {@code java.base/java.lang} to be open.
 */
public final class CarriedEngine implements FiberEngine {

    /** What a user adds to the command line. */
    public static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

    private static final int INHERIT_THREAD_LOCALS = 0;

    private final Executor defaultScheduler;

    private CarriedEngine(Executor defaultScheduler) {
        this.defaultScheduler = defaultScheduler;
    }

    /** {@return why it cannot be used in this process; empty if it can} */
    public static Optional<String> unavailable() {
        return Optional.ofNullable(Internals.PROBLEM);
    }

    /**
     * {@return the engine}
     *
     * @throws IllegalStateException if it is {@linkplain #unavailable unavailable}
     */
    public static CarriedEngine open() {
        Executor scheduler = Internals.DEFAULT_SCHEDULER;
        if (scheduler == null) {
            throw new IllegalStateException(Internals.PROBLEM);
        }
        return new CarriedEngine(scheduler);
    }

    @Override
    public String name() {
        return "carried";
    }

    @Override
    public Fiber newFiber(FiberHost host, @Nullable String name, FiberBody body) {
        return new CarriedFiber(host, this, name, body);
    }

    @Override
    public void prepare() {
        // The JDK's socket pollers are virtual threads of whoever uses a socket first. If that were a fiber, they would
        // be carried by its domain and die with it, and sockets of the whole process would hang: load them from here.
        try {
            Class.forName("sun.nio.ch.Poller");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this JDK has no sun.nio.ch.Poller; run on JDK 25", e);
        }
    }

    @Override
    public void drive(FiberHost host) {
        for (Fiber fiber = host.next(); fiber != null; fiber = host.next()) {
            try {
                fiber.resume();
            } catch (Throwable e) {
                host.running(null);
                host.failed(e);
            }
        }
    }

    /** Makes the virtual thread of a fiber; its first submission comes when it is started. */
    static Thread newThread(CarriedFiber scheduler, @Nullable String name, Runnable task) {
        try {
            return (Thread) Internals.NEW_VIRTUAL_THREAD.invokeExact((Executor) scheduler, name,
                    INHERIT_THREAD_LOCALS, task);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread", e);
        }
    }

    /** Runs the step of a virtual thread that foreign code started inside a fiber. Any thread. */
    void runElsewhere(Runnable step) {
        defaultScheduler.execute(step);
    }

    /** The JDK's internals, looked up once; constants, so that the compiled code calls them directly. */
    private static final class Internals {

        static final MethodHandle NEW_VIRTUAL_THREAD;

        @Nullable
        static final Executor DEFAULT_SCHEDULER;

        @Nullable
        static final String PROBLEM;

        static {
            MethodHandle newVirtualThread = MethodHandles.throwException(Thread.class, IllegalStateException.class);
            Executor scheduler = null;
            String problem = null;
            try {
                MethodHandles.Lookup own = MethodHandles.lookup();
                Class<?> builders = Class.forName("java.lang.ThreadBuilders");
                newVirtualThread = MethodHandles.privateLookupIn(builders, own).findStatic(builders,
                        "newVirtualThread", MethodType.methodType(Thread.class, Executor.class, String.class,
                                int.class, Runnable.class));
                Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
                scheduler = (Executor) MethodHandles.privateLookupIn(virtualThread, own).findStatic(virtualThread,
                        "defaultScheduler", MethodType.methodType(Executor.class)).invoke();
            } catch (IllegalAccessException e) {
                problem = "java.base/java.lang is not open to Miou: add the JVM flag " + FLAG
                        + " (java -jar: the manifest attribute Add-Opens: java.base/java.lang;"
                        + " on the module path: --add-opens java.base/java.lang=io.miou.core)";
            } catch (Throwable e) {
                problem = "this JDK (" + Runtime.version() + ") has no virtual threads with a scheduler of one's own as"
                        + " JDK 25 has them: run on JDK 25 (" + e + ")";
            }
            NEW_VIRTUAL_THREAD = newVirtualThread;
            DEFAULT_SCHEDULER = scheduler;
            PROBLEM = problem;
        }
    }
}
