package io.miou.fiber;

import io.miou.support.Threads;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the internals of the JDK that the carried engine uses, or the reason why they cannot be used. A later JDK may
 * have moved or changed them; then the portable engine runs the fibers.
 *
 * @param newVirtualThread makes a virtual thread with a given scheduler: (Executor, String, int, Runnable)Thread
 * @param schedulerOf reads the scheduler of a virtual thread: (Thread)Executor
 * @param defaultScheduler the JDK's scheduler of virtual threads; null if there is a problem
 * @param problem why the internals cannot be used, and what to do; null if they can
 */
record JdkInternals(MethodHandle newVirtualThread, MethodHandle schedulerOf, @Nullable Executor defaultScheduler,
        @Nullable String problem) {

    /**
     * Names the internals.
     *
     * @param builders has the static method {@code newVirtualThread}
     * @param threads has the static method {@code defaultScheduler}
     * @param socketPollers starts the JDK's socket pollers when it is initialised
     */
    record Names(String builders, String threads, String socketPollers) {

        static final Names OF_JDK_25 = new Names("java.lang.ThreadBuilders", "java.lang.VirtualThread",
                "sun.nio.ch.Poller");
    }

    static JdkInternals find(Names names) {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            Class<?> builders = Class.forName(names.builders());
            MethodHandle newVirtualThread = MethodHandles.privateLookupIn(builders, own).findStatic(builders,
                    "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
            Class<?> virtualThread = Class.forName(names.threads());
            MethodHandles.Lookup ofThreads = MethodHandles.privateLookupIn(virtualThread, own);
            Executor scheduler = (Executor) ofThreads
                    .findStatic(virtualThread, "defaultScheduler", MethodType.methodType(Executor.class)).invoke();
            MethodHandle schedulerOf = ofThreads.findGetter(virtualThread, "scheduler", Executor.class)
                    .asType(MethodType.methodType(Executor.class, Thread.class));
            Class.forName(names.socketPollers(), false, null);
            onPlatformThread(() -> tryOut(newVirtualThread, schedulerOf));
            return new JdkInternals(newVirtualThread, schedulerOf, scheduler, null);
        } catch (IllegalAccessException e) {
            return missing("java.base/java.lang is not open to Miou: add the JVM flag " + CarriedEngine.FLAG
                    + " (java -jar: the manifest attribute Add-Opens: java.base/java.lang;"
                    + " on the module path: --add-opens java.base/java.lang=io.miou.core)");
        } catch (Throwable e) {
            return missing("this JDK (" + Runtime.version() + ") has no virtual threads with a scheduler of one's own"
                    + " as JDK 25 has them (" + e + "): run on JDK 25");
        }
    }

    private static JdkInternals missing(String problem) {
        return new JdkInternals(MethodHandles.throwException(Thread.class, IllegalStateException.class),
                MethodHandles.throwException(Executor.class, IllegalStateException.class), null, problem);
    }

    private interface Trial {
        void run() throws Throwable;
    }

    /** Runs the trial on a platform thread: the caller may be a virtual thread, which cannot carry another. */
    private static void onPlatformThread(Trial trial) throws Throwable {
        AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
        Thread thread = new Thread(null, () -> {
            try {
                trial.run();
            } catch (Throwable e) {
                problem.set(e);
            }
        }, "miou-trial", 0, false);
        thread.start();
        Threads.joinUninterruptibly(thread);
        Throwable thrown = problem.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    /**
     * Checks that a virtual thread runs on the thread that runs its steps, and gives that thread back when it yields.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void tryOut(MethodHandle newVirtualThread, MethodHandle schedulerOf) throws Throwable {
        ArrayDeque<Runnable> steps = new ArrayDeque<>();
        AtomicInteger progress = new AtomicInteger();
        Executor scheduler = steps::add;
        Thread thread = (Thread) newVirtualThread.invoke(scheduler, "miou-trial", 0, (Runnable) () -> {
            progress.incrementAndGet();
            Thread.yield();
            progress.incrementAndGet();
        });
        if (schedulerOf.invoke(thread) != scheduler) {
            throw new UnsupportedOperationException("a virtual thread does not know its scheduler");
        }
        thread.start();
        for (int step = 1; step <= 2; step++) {
            Runnable next = steps.poll();
            if (next == null) {
                throw new UnsupportedOperationException("a virtual thread does not use its scheduler");
            }
            next.run();
            if (progress.get() != step) {
                throw new UnsupportedOperationException("a virtual thread does not yield to its scheduler");
            }
        }
    }
}
