package io.miou.run;

import io.miou.domain.DomainLoop;
import io.miou.domain.SleepWatch;
import io.miou.fiber.CarriedEngine;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberEngine;
import io.miou.fiber.OwnFrames;
import io.miou.support.Log;
import io.miou.support.Threads;
import io.miou.task.Failures;
import io.miou.task.Task;
import io.miou.task.TaskReports;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Warns of fibers that block their domain while others wait for it (rule 31). It looks at the domains a few times in
 * the time that a fiber may block one, and sleeps while all of them sleep.
 *
 * <p>Threads: {@link #start} and {@link #close} are for the run's thread, {@link #noteRepeatedCancellation} for fibers,
 * the rest for its own. Its data about a domain may be out of date, which at worst delays a warning to the next look.
 */
final class Watchdog implements Runnable {

    private static final int LOOKS = 4;
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_TIME_WITHOUT_BEAN_NANOS = 250_000_000;
    private static final int MOST_SITES = 1_000;

    private final Run run;
    private final FiberEngine engine;
    private final DomainLoop[] loops;
    private final SleepWatch sleep;
    private final long limitNanos;
    private final LastLook[] lastLooks;
    private final Set<String> sites = ConcurrentHashMap.newKeySet();
    private final LockHolder lockHolder;

    @Nullable
    private Thread thread;

    /** The class whose static initialiser has called run, if one has. */
    @Nullable
    private String initialiser;

    private volatile boolean closed;

    /** The state of a domain at the last look. */
    private static final class LastLook {
        private long turns = -1;
        private long since;
        private long waitingSince;
        private boolean warned;
    }

    /**
     * Creates one that does not look yet.
     *
     * @param run whose domains it looks at
     * @param engine of its fibers
     * @param loops the domains
     * @param sleep says whether the domains sleep
     * @param limitNanos how long a fiber may keep a domain; 0: for as long as it wants, and nothing is looked at
     */
    Watchdog(Run run, FiberEngine engine, DomainLoop[] loops, SleepWatch sleep, long limitNanos) {
        this.run = run;
        this.engine = engine;
        this.loops = loops;
        this.sleep = sleep;
        this.limitNanos = limitNanos;
        this.lockHolder = new LockHolder(run);
        this.lastLooks = new LastLook[loops.length];
        for (int i = 0; i < lastLooks.length; i++) {
            lastLooks[i] = new LastLook();
        }
    }

    void start() {
        if (limitNanos == 0) {
            Management.register();
            return;
        }
        initialiser = classBeingInitialised();
        Thread watchdog = new Thread(null, this, "miou-watchdog", 0, false);
        watchdog.setDaemon(true);
        try {
            watchdog.start();
            thread = watchdog;
        } catch (OutOfMemoryError e) {
            Log.warning("no thread can be started that warns of fibers that keep their domain", e);
        }
    }

    /** Stops the watchdog, because the run has ended. */
    void close() {
        Thread watchdog = thread;
        if (watchdog == null) {
            return;
        }
        closed = true;
        sleep.wake(watchdog);
        Threads.joinUninterruptibly(watchdog);
    }

    @Override
    public void run() {
        long pause = Math.max(limitNanos / LOOKS, SHORTEST_PAUSE_NANOS);
        // With a long limit, a bean that waited for the first look would come too late for those who look for it.
        sleep.pause(Math.min(pause, LONGEST_TIME_WITHOUT_BEAN_NANOS), () -> closed);
        if (!closed) {
            Management.register();
        }
        while (!closed) {
            try {
                for (int i = 0; i < loops.length; i++) {
                    look(loops[i], lastLooks[i]);
                }
            } catch (Throwable e) {
                Log.warning("the watchdog could not look at the domains", e);
            }
            sleep.pause(pause, () -> closed);
            if (!closed) {
                Management.register();
            }
            sleep.whileAllSleep(loops, () -> closed);
        }
    }

    /**
     * Notes that a cancelled task has met its {@code TaskCancelled} many times. On the task's fiber.
     *
     * @param task the current one
     * @param since when this was called first for it, or 0
     * @return since when it has gone on
     */
    long noteRepeatedCancellation(Task<?> task, long since) {
        long now = System.nanoTime();
        if (since == 0) {
            return now;
        }
        if (limitNanos > 0 && now - since >= limitNanos) {
            StackTraceElement[] stack = Thread.currentThread().getStackTrace();
            if (isNewSite(site(stack, false))) {
                Log.warning(withStack(new StringBuilder(Failures.describe(task))
                        .append(" is cancelled, and has caught its TaskCancelled again and again for ")
                        .append(inWords(limitNanos))
                        .append(" and gone on: let it pass, so that the task ends (catch Exception rather than Throwable)"),
                        stack));
            }
        }
        return since;
    }

    private boolean isNewSite(String site) {
        return sites.size() < MOST_SITES && sites.add(site);
    }

    private static String withStack(StringBuilder text, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }

    private void look(DomainLoop loop, LastLook last) {
        long now = System.nanoTime();
        long turns = loop.switches();
        Fiber fiber = loop.runningFiber();
        if (turns != last.turns || fiber == null) {
            last.turns = turns;
            last.since = now;
            last.waitingSince = now;
            last.warned = false;
        } else if (initialiser != null && now - last.since >= limitNanos) {
            warnOfInitialiser(initialiser, fiber);
            initialiser = null;
        } else if (last.warned || !loop.isWaitedFor()) {
            last.waitingSince = now;
        } else if (now - last.waitingSince >= limitNanos) {
            last.warned = true;
            warn(loop, fiber);
        }
    }

    private void warn(DomainLoop loop, Fiber fiber) {
        String who = fiber.describe();
        StackTraceElement[] stack = fiber.thread().getStackTrace();
        if (engine.canReclaimDomains() && OwnFrames.isWithoutCarrier(stack)) {
            warnOfScheduler(loop, fiber);
            return;
        }
        report(fiber, stack);
        boolean inJdk = isInJdk(fiber.thread(), stack);
        if (!isNewSite(site(stack, inJdk))) {
            return;
        }
        StringBuilder text = new StringBuilder(who).append(" keeps domain ").append(loop.id())
                .append(" while others have waited for it for ").append(inWords(limitNanos)).append(": it ");
        if (inJdk) {
            text.append("waits in a call of the JDK").append(lockHolder.describe(fiber, loop));
            text.append(". Wrap the call in Miou.blocking");
            if (engine.canReclaimDomains()) {
                text.append(", or add the JVM flag ").append(CarriedEngine.FLAG);
            }
        } else {
            text.append("computes. Call Miou.yield now and then, or move the work to Miou.call or Miou.blocking");
        }
        Log.warning(withStack(text, stack));
    }

    private void report(Fiber fiber, StackTraceElement[] stack) {
        for (Task<?> task : run.tasks()) {
            if (task.fiber() == fiber) {
                TaskReports.blocked(task, List.of(stack));
            }
        }
    }

    /** Warns that the JDK does not run a fiber that has its domain. */
    private void warnOfScheduler(DomainLoop loop, Fiber fiber) {
        if (isNewSite("scheduler")) {
            Log.warning(fiber.describe() + " is to run on domain " + loop.id()
                    + ", where others wait too, and has waited for "
                    + inWords(limitNanos)
                    + " for a thread of the JDK's scheduler: virtual threads that compute, or block while they are"
                    + " pinned, hold all of them. Find them with jcmd <process> Thread.dump_to_file, or have more threads"
                    + " with -Djdk.virtualThreadScheduler.parallelism, or add the JVM flag " + CarriedEngine.FLAG
                    + ", with which domains run their fibers themselves");
        }
    }

    private static void warnOfInitialiser(String className, Fiber fiber) {
        StringBuilder text = new StringBuilder("Miou.run was called by the static initialiser of ").append(className)
                .append(", and ").append(fiber.describe())
                .append(" does not go on. If it uses that class, even in a lambda only, it waits for the"
                        + " initialiser, which waits for the run: a deadlock. Call Miou.run in a method, such as main,"
                        + " instead");
        Log.warning(withStack(text, fiber.thread().getStackTrace()));
    }

    /** Finds the class whose static initialiser has called {@code run}. On the calling thread. */
    private static @Nullable String classBeingInitialised() {
        return StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> frame.getMethodName().equals("<clinit>")).findFirst()
                .map(StackWalker.StackFrame::getClassName)
                .orElse(null));
    }

    private static boolean isInJdk(Thread thread, StackTraceElement[] stack) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> isInNativeCode(thread, stack);
        };
    }

    /**
     * Whether a thread is in a native method. A read of a file or a pipe, for example, is no wait by the thread's
     * state.
     */
    private static boolean isInNativeCode(Thread thread, StackTraceElement[] stack) {
        if (stack.length == 0 || !stack[0].isNativeMethod()) {
            return false;
        }
        LockSupport.parkNanos(SHORTEST_PAUSE_NANOS);
        return Arrays.equals(stack, thread.getStackTrace());
    }

    /**
     * Returns the place of the task's code, or its call of the JDK. A computation in that code itself is seen at
     * another line each time.
     */
    private static String site(StackTraceElement[] stack, boolean inJdk) {
        StackTraceElement innermost = null;
        StackTraceElement outermost = null;
        for (StackTraceElement frame : stack) {
            if (!OwnFrames.isOfJdk(frame) && !OwnFrames.isOurs(frame)) {
                innermost = innermost == null ? frame : innermost;
                outermost = frame;
            }
        }
        if (innermost == null || outermost == null) {
            return stack.length == 0 ? "" : stack[0].toString();
        }
        if (inJdk) {
            return outermost + " " + innermost;
        }
        return innermost == outermost
                ? innermost.getClassName() + '.' + innermost.getMethodName()
                : outermost.toString();
    }

    private static String inWords(long nanos) {
        return nanos == 1_000_000_000 ? "a second" : java.time.Duration.ofNanos(nanos).toString();
    }
}
