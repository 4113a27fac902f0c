package io.miou.fiber;

import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs fibers as virtual threads whose scheduler is the domain's loop, so that a switch never leaves the thread
 * (ADR 10).
 *
 * <p>JDK 25 has no public way to give a virtual thread a scheduler. This class uses the internal way, and no other
 * class does. It needs {@code java.base/java.lang} to be open.
 */
public final class CarriedEngine implements FiberEngine {

    /** The name of the engine. */
    public static final String NAME = "carried";

    /** The JVM flag that makes the engine available. */
    public static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

    private static final int INHERIT_THREAD_LOCALS = 0;

    // Constants, so that the compiled code calls them directly.
    private static final JdkInternals INTERNALS = JdkInternals.find(JdkInternals.Names.OF_JDK_25);
    private static final MethodHandle NEW_VIRTUAL_THREAD = INTERNALS.newVirtualThread();

    private static final MethodHandle SCHEDULER = INTERNALS.schedulerOf();
    private static final boolean AVAILABLE = INTERNALS.problem() == null;

    private static final @Nullable Executor DEFAULT_SCHEDULER = INTERNALS.defaultScheduler();

    /** Lists the fibers in thread dumps. Written before the run's first fiber starts. Null if the JDK cannot. */
    private @Nullable Object container;

    private CarriedEngine() {
    }

    /** {@return the reason why the engine cannot be used in this process; empty if it can} */
    public static Optional<String> unavailable() {
        return Optional.ofNullable(INTERNALS.problem());
    }

    /**
     * {@return the engine}
     *
     * @throws IllegalStateException if the engine is {@linkplain #unavailable unavailable}
     */
    public static CarriedEngine open() {
        if (!AVAILABLE) {
            throw new IllegalStateException(INTERNALS.problem());
        }
        return new CarriedEngine();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fiber newFiber(FiberHost host, @Nullable String name, FiberBody body) {
        return new CarriedFiber(host, name, body);
    }

    @Override
    public void prepare() {
        // The first thread that uses a socket of the JDK starts the JDK's socket pollers, which are virtual threads. If
        // a fiber started them, its domain would carry them, and at its end the sockets of the whole process would
        // hang. So load them here.
        try {
            Class.forName(JdkInternals.Names.OF_JDK_25.socketPollers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("cannot happen: the class was there when the engine was chosen", e);
        }
    }

    @Override
    public void beginRun(String run, Supplier<Stream<Thread>> threads) {
        container = FiberContainers.open(run, threads);
    }

    @Override
    public void endRun() {
        FiberContainers.close(container);
    }

    @Override
    public boolean drive(FiberHost host) {
        for (Fiber fiber = host.next(); fiber != null; fiber = host.next()) {
            try {
                if (!((CarriedFiber) fiber).resume(container)) {
                    return false;
                }
            } catch (Throwable e) {
                host.running(null, null);
                host.failed(e);
            }
        }
        return true;
    }

    @Override
    public boolean canReclaimDomains() {
        return false;
    }

    @Override
    public boolean jdkWaitsSuspend() {
        return true;
    }

    /**
     * Returns the fiber of a virtual thread, or null. A thread that code started inside a fiber has the fiber's
     * scheduler, but no fiber.
     */
    @Nullable
    static CarriedFiber fiberOf(Thread virtual) {
        return AVAILABLE && schedulerOf(virtual) instanceof CarriedFiber fiber && fiber.thread() == virtual
                ? fiber
                : null;
    }

    private static Executor schedulerOf(Thread virtual) {
        try {
            return (Executor) SCHEDULER.invokeExact(virtual);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot happen: a field was read", e);
        }
    }

    /** Makes the virtual thread of a fiber. Its start submits its first step. */
    static Thread newThread(CarriedFiber scheduler, @Nullable String name, Runnable task) {
        try {
            return (Thread) NEW_VIRTUAL_THREAD.invokeExact((Executor) scheduler, name,
                    INHERIT_THREAD_LOCALS, task);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread", e);
        }
    }

    /** Runs the step of a virtual thread that is not, or no longer, a fiber. Any thread. */
    static void runElsewhere(Runnable step) {
        Executor scheduler = DEFAULT_SCHEDULER;
        if (scheduler == null) {
            throw new IllegalStateException("cannot happen: a carried fiber is running");
        }
        scheduler.execute(step);
    }
}
