package io.miou.run;

import io.miou.domain.DomainLoop;
import io.miou.fiber.EndGrace;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberEngine;
import io.miou.inbox.Message;
import io.miou.support.Log;
import io.miou.support.Threads;
import io.miou.task.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run whose fibers are blocked in the JDK for good (rule 32). Its thread lives from
 * the moment when the run is asked to end until it has ended; a run that ends by itself has none.
 *
 * <p>Threads: {@link #start} is for any thread, {@link #close} for the run's, the rest for its own. It has a domain
 * only after it has given up the fiber that had it, and until it has started the thread that has it next.
 */
final class EndWatch implements Runnable {

    /*
     * Where a fiber may be that does not come back, and what gives it up when the endGrace is over:
     *
     *   engine     fiber                                     by
     *   carried    waits in the JDK, its domain goes on      the domain's loop, asked by this thread
     *   carried    keeps the thread of its domain            this thread, which starts another thread for the domain
     *   portable   has the baton of its domain               the domain's poller thread (PortableWatchdog)
     *   any        waits for the body of Miou.blocking       the domain's loop, asked by this thread
     */
    private static final long LOOK_MILLIS = 50;

    private final Run run;
    private final FiberEngine engine;
    private final EndGrace endGrace;
    private final DomainLoop[] loops;
    private final LastLook[] lastLooks;
    private final CountDownLatch over = new CountDownLatch(1);

    @Nullable
    private Thread thread;

    /** The state of a domain at the last look. */
    private static final class LastLook {
        private long turns = -1;
        private long since;
        private StackTraceElement @Nullable [] stack;
    }

    EndWatch(Run run, FiberEngine engine, EndGrace endGrace, DomainLoop[] loops) {
        this.run = run;
        this.engine = engine;
        this.endGrace = endGrace;
        this.loops = loops;
        this.lastLooks = new LastLook[loops.length];
        for (int i = 0; i < lastLooks.length; i++) {
            lastLooks[i] = new LastLook();
        }
    }

    /** Starts the watch, because the run is asked to end. */
    void start() {
        if (!endGrace.start()) {
            return;
        }
        Thread watch = new Thread(null, this, "miou-end", 0, false);
        watch.setDaemon(true);
        synchronized (this) {
            if (over.getCount() == 0) {
                return;
            }
            thread = watch;
        }
        try {
            watch.start();
        } catch (Throwable e) {
            Log.warning("no thread can be started that ends a run whose fibers do not come back", e);
        }
    }

    /** Stops the watch, because the run has ended. */
    void close() {
        Thread watch;
        synchronized (this) {
            over.countDown();
            watch = thread;
        }
        if (watch != null) {
            Threads.joinUninterruptibly(watch);
        }
    }

    @Override
    public void run() {
        try {
            while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                for (int i = 0; i < loops.length; i++) {
                    if (!loops[i].hasEnded()) {
                        look(loops[i], lastLooks[i]);
                    }
                }
            }
        } catch (Throwable e) {
            Log.error("a run whose fibers do not come back cannot be ended", e);
        }
    }

    private void look(DomainLoop loop, LastLook last) {
        long now = System.nanoTime();
        long turns = loop.switches();
        Fiber fiber = loop.runningFiber();
        if (turns != last.turns || fiber == null) {
            last.turns = turns;
            last.since = now;
            last.stack = null;
        } else if (!engine.canReclaimDomains() && endGrace.isOver(last.since)) {
            takeBack(loop, fiber, last);
            return;
        }
        if (endGrace.isOver()) {
            loop.giveUpBlocked();
            giveUpBlockingCalls(loop);
        }
    }

    /** Gives up the blocking calls of a domain that are not waited for any longer, as soon as its loop gets to it. */
    private void giveUpBlockingCalls(DomainLoop loop) {
        if (run.isExiting()) {
            // The process ends, and their threads with it: tasks have had the whole grace to clean up.
            return;
        }
        loop.post(new Message() {
            @Override
            public void deliver() {
                for (Task<?> task : run.tasks()) {
                    if (task.loop() == loop && task.waitsOn() instanceof Abandonable call) {
                        call.giveUp(endGrace);
                    }
                }
            }
        });
    }

    private void takeBack(DomainLoop loop, Fiber fiber, LastLook last) {
        Fiber.GivingUp attempt = fiber.giveUpRunning(() -> loop.switches() == last.turns, last.stack);
        last.stack = attempt.stack();
        if (attempt.succeeded()) {
            run.driveByAnotherThread(loop);
        }
    }
}
