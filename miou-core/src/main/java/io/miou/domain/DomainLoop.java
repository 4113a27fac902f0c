package io.miou.domain;

import io.miou.fiber.BlockedFibers;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberEngine;
import io.miou.fiber.FiberHost;
import io.miou.fiber.Patience;
import io.miou.fiber.ReadyQueue;
import io.miou.inbox.Inbox;
import io.miou.inbox.Message;
import io.miou.spi.Backend;
import io.miou.support.Log;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One domain: resumes ready fibers in order, takes in what other threads sent, fires due timers, polls its backend, and
 * sleeps there when nothing can run.
 *
 * <p>Threads: {@link #post}, {@link #isCurrent}, {@link #requestStop}, {@link #id} are for any thread, everything else
 * for the domain: its loop, or the fiber it is running; on an engine whose fibers hand the domain to each other, whoever has it.
 * {@link #isWaitedFor}, {@link #isOverdue}, {@link #runningFiber} and {@link #turns} look from outside. The inbox is the only way in: its push happens before the delivery.
 */
public final class DomainLoop implements FiberHost {

    private static final long LONGEST_SLEEP_WHEN_BROKEN = 10_000_000;

    private final int id;
    private final int eventInterval;
    private final SplittableRandom random;
    private final Consumer<Throwable> onFailure;
    private final Inbox inbox = new Inbox();
    private final ReadyQueue ready = new ReadyQueue();
    private final TimerHeap timers = new TimerHeap();
    private final HookList hooks = new HookList();
    private final SpinBeforeSleep spin = new SpinBeforeSleep(Runtime.getRuntime().availableProcessors());
    private final ArrayDeque<Fiber> interrupts = new ArrayDeque<>();
    private final BlockedFibers blocked = new BlockedFibers();
    private final Patience patience;
    private final SleepWatch sleep;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Backend backend;
    private boolean pollerBroken;

    /*
     * Plain fields that other threads read in isCurrent(): a thread compares them with itself, and only itself, while
     * it is this domain, can have written a value that is equal. Any other value, however stale, gives "false".
     */
    @Nullable
    private Thread loopThread;

    @Nullable
    private Thread fiberThread;

    /** Read by watchers too, who look again later. */
    @Nullable
    private Fiber runningFiber;

    /** How often {@link #running} was called; as {@link #runningFiber}. */
    private long turns;

    @Nullable
    private InterruptTrap interruptTrap;

    private int resumptionsLeft;

    /** What was sent is to be taken in before the next fiber is resumed. */
    private boolean takeInFirst;

    /** A cancellation may be among what was sent and not taken in: written after the push, and cleared before the taking. */
    private volatile boolean cancellations;

    private long fibers;
    private volatile boolean stopping;

    /**
     * Creates a domain that does not run yet.
     *
     * @param id its number
     * @param backend of its own; closed when it has ended
     * @param eventInterval after how many resumptions it polls at the latest
     * @param random of its own
     * @param patience of its run
     * @param sleep notices that it wakes
     * @param onFailure told when its poller is broken, or by a bug; the run is to be ended
     */
    public DomainLoop(int id, Backend backend, int eventInterval, SplittableRandom random, Patience patience,
            SleepWatch sleep, Consumer<Throwable> onFailure) {
        this.id = id;
        this.backend = backend;
        this.eventInterval = eventInterval;
        this.random = random;
        this.patience = patience;
        this.sleep = sleep;
        this.onFailure = onFailure;
        this.resumptionsLeft = eventInterval;
    }

    @Override
    public int id() {
        return id;
    }

    /** {@return what polls for it} */
    public Backend backend() {
        return backend;
    }

    /** {@return the source of its random choices} */
    public SplittableRandom random() {
        return random;
    }

    /** {@return its hooks} */
    HookList hooks() {
        return hooks;
    }

    /**
     * Registers a hook.
     *
     * @param action to be run at each turn
     * @return its handle
     */
    public LoopHook addHook(Runnable action) {
        return hooks.add(action, this);
    }

    /**
     * Runs the domain on the calling thread until it is stopped and its last fiber has ended; then closes the backend. Returns
     * before if a fiber that kept the thread was given up: then another thread is to call this.
     *
     * @param engine of the run
     * @param trap what an interrupt of the calling thread means; null: nothing
     */
    public void run(FiberEngine engine, @Nullable InterruptTrap trap) {
        loopThread = Thread.currentThread();
        interruptTrap = trap;
        if (trap != null) {
            trap.arm();
        }
        boolean over = true;
        try {
            over = engine.drive(this);
        } catch (Throwable e) {
            onFailure.accept(e);
        } finally {
            if (over) {
                end(trap);
            }
        }
    }

    private void end(@Nullable InterruptTrap trap) {
        try {
            if (trap != null) {
                trap.disarm();
            }
            loopThread = null;
            closeBackend();
        } finally {
            // Whatever is thrown, memory that has run out for example: somebody waits for this.
            ended.countDown();
        }
    }

    /**
     * Waits until it has run to its end, on whatever thread.
     *
     * @throws InterruptedException if the caller is interrupted
     */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** {@return whether it has run to its end} Any thread. */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Closes the backend of a domain that will never run. */
    public void abandon() {
        closeBackend();
    }

    private void closeBackend() {
        try {
            backend.close();
        } catch (IOException | RuntimeException | Error e) {
            Log.warning("the backend of domain " + id + " could not be closed cleanly", e);
        }
    }

    /** Lets the loop end as soon as it has no fiber. */
    public void requestStop() {
        stopping = true;
        post(new Message() {
            @Override
            public void deliver() {
                // Only to be awake.
            }
        });
    }

    @Override
    public boolean isCurrent() {
        Thread caller = Thread.currentThread();
        return caller == fiberThread || caller == loopThread;
    }

    @Override
    public void running(@Nullable Thread thread, @Nullable Fiber fiber) {
        fiberThread = thread;
        runningFiber = fiber;
        turns++;
    }

    /** {@return the fiber that has the domain, if one has} Any thread; may be out of date. */
    @Nullable
    public Fiber runningFiber() {
        return runningFiber;
    }

    /** {@return how often the domain was given to a fiber or taken from one} Any thread; may be out of date. */
    public long turns() {
        return turns;
    }

    @Override
    public Patience patience() {
        return patience;
    }

    @Override
    public BlockedFibers blockedFibers() {
        return blocked;
    }

    /** Gives up its fibers that wait in a call of the JDK and are not waited for any longer, as soon as its loop gets to it. Any thread. */
    public void giveUpBlocked() {
        post(new Message() {
            @Override
            public void deliver() {
                blocked.giveUp(patience);
            }
        });
    }

    @Override
    public void ready(Fiber fiber) {
        ready.add(fiber);
    }

    @Override
    public void notReady(Fiber fiber) {
        ready.remove(fiber);
    }

    @Override
    public void readyAgain(Fiber fiber) {
        ready.addFirst(fiber);
        resumptionsLeft++;
    }

    @Override
    public void post(Message message) {
        if (inbox.push(message)) {
            backend.wakeup();
        }
    }

    /**
     * As {@link #post}, of a message that may cancel a task of this domain, or a scope: the next suspension point of any of its
     * tasks finds {@link #hasCancellations}. Any thread.
     *
     * @param message to be delivered
     */
    public void postCancellation(Message message) {
        boolean asleep = inbox.push(message);
        cancellations = true;
        if (asleep) {
            backend.wakeup();
        }
    }

    /** {@return whether a cancellation may have been sent that is not taken in yet} */
    public boolean hasCancellations() {
        return cancellations;
    }

    /** {@return whether a timer should have fired} */
    public boolean hasOverdueTimer() {
        Timer timer = timers.earliest();
        return timer != null && isOverdue(timer);
    }

    /** A fiber of this domain has been made and will be resumed. */
    public void fiberAdded() {
        fibers++;
    }

    @Override
    public void fiberEnded() {
        fibers--;
    }

    @Override
    public void failed(Throwable problem) {
        onFailure.accept(problem);
    }

    /**
     * Whether a fiber that yields may go on at once: nothing else is ready, and the operating system need not be polled
     * yet. Counts as a resumption.
     *
     * @return false if it is to suspend for a turn
     */
    public boolean mayGoOn() {
        if (!ready.isEmpty()) {
            return false;
        }
        if (!inbox.isEmpty()) {
            // It would be the only ready fiber, and be resumed again and again before the inbox is looked at.
            takeInFirst = true;
            return false;
        }
        return --resumptionsLeft > 0;
    }

    /**
     * Interrupts a fiber that is blocked in the JDK, as soon as the loop is in control.
     *
     * @param fiber of this domain
     */
    public void interruptSoon(Fiber fiber) {
        interrupts.add(fiber);
    }

    /** {@return the time of this domain in nanoseconds} */
    public long nanoTime() {
        return backend.nanoTime();
    }

    /**
     * {@return a time of this domain's clock} Never further away than half its range, so that differences keep their sign.
     *
     * @param nanos from now; may be negative
     */
    public long deadlineIn(long nanos) {
        return nanoTime() + Math.clamp(nanos, Long.MIN_VALUE >> 1, Long.MAX_VALUE >> 1);
    }

    /**
     * Starts a timer.
     *
     * @param timer not running now
     * @param nanos from now; not negative
     */
    public void startTimer(Timer timer, long nanos) {
        startTimerAt(timer, deadlineIn(nanos));
    }

    /**
     * Starts a timer.
     *
     * @param timer not running now
     * @param deadline as of {@link #deadlineIn}
     */
    public void startTimerAt(Timer timer, long deadline) {
        timers.add(timer, deadline);
    }

    /**
     * Stops a timer, if it is running.
     *
     * @param timer of this domain
     */
    public void stopTimer(Timer timer) {
        timers.remove(timer);
    }

    /**
     * {@return whether a timer should have fired} Any thread, while this domain stands still; the answer may be out of date.
     *
     * @param timer of this domain
     */
    public boolean isOverdue(Timer timer) {
        return timer.isRunning() && timer.deadline - nanoTime() <= 0;
    }

    @Override
    public boolean isWaitedFor() {
        return !ready.isEmpty() || !inbox.isEmpty() || hasOverdueTimer();
    }

    /** {@return whether it sleeps in its poller, or is about to} Any thread; may be out of date. */
    boolean isAsleep() {
        return inbox.isAsleep();
    }

    /** Lets the loop take in messages, fire timers and poll before it resumes another fiber. */
    public void pollNext() {
        resumptionsLeft = 0;
    }

    /** {@return how many timers are running} */
    public int timerCount() {
        return timers.size();
    }

    @Override
    @Nullable
    public Fiber next() {
        for (;;) {
            Fiber fiber = takeNext();
            if (fiber != null || isOver()) {
                return fiber;
            }
            turn();
        }
    }

    @Override
    @Nullable
    public Fiber nextWithoutSleeping() {
        for (;;) {
            Fiber fiber = takeNext();
            if (fiber != null || isOver() || !turnWithoutSleeping()) {
                return fiber;
            }
        }
    }

    @Override
    @Nullable
    public Fiber nextAtOnce() {
        return interrupts.isEmpty() && !takeInFirst ? takeReady() : null;
    }

    @Nullable
    private Fiber takeNext() {
        if (takeInFirst || ready.isEmpty() || resumptionsLeft <= 0) {
            takeIn();
        }
        interruptJdkWaits();
        return takeReady();
    }

    @Nullable
    private Fiber takeReady() {
        if (resumptionsLeft <= 0) {
            return null;
        }
        Fiber fiber = ready.poll();
        if (fiber != null) {
            resumptionsLeft--;
        }
        return fiber;
    }

    private boolean isOver() {
        return fibers == 0 && stopping && ready.isEmpty();
    }

    private void interruptJdkWaits() {
        // Before any other fiber runs: the one to interrupt may be the next, and enter a shield where it must not be.
        while (!interrupts.isEmpty()) {
            interrupts.remove().interruptJdkWait();
        }
    }

    private void takeIn() {
        takeInFirst = false;
        if (cancellations) {
            cancellations = false;
        }
        Message message = inbox.takeAll();
        if (message == null) {
            return;
        }
        spin.messageCame();
        while (message != null) {
            Message younger = Inbox.after(message);
            deliver(message);
            message = younger;
        }
    }

    private void deliver(Message message) {
        try {
            message.deliver();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void turn() {
        if (runHooksAndTimers()) {
            return;
        }
        resumptionsLeft = eventInterval;
        try {
            if (hasWork()) {
                backend.pollNow();
            } else {
                sleep();
            }
        } catch (Throwable e) {
            pollerIsBroken(e);
        }
        if (Thread.interrupted()) {
            interrupted();
        }
        if (interruptTrap != null) {
            // The JDK's selector has taken the trap off.
            interruptTrap.arm();
        }
    }

    /** Returns false if nothing is left to do but to sleep. Not on the domain's own thread: its interrupts are not seen. */
    private boolean turnWithoutSleeping() {
        if (runHooksAndTimers()) {
            return true;
        }
        resumptionsLeft = eventInterval;
        try {
            backend.pollNow();
        } catch (Throwable e) {
            pollerIsBroken(e);
        }
        return hasWork();
    }

    /** Returns true if a message came while looking. The poll is only put off: the event interval goes on counting. */
    private boolean runHooksAndTimers() {
        if (!hooks.isEmpty()) {
            hooks.runAll();
        }
        fireTimers();
        return resumptionsLeft > 0 && !hasWork() && lookAgain();
    }

    @Override
    public void interrupted() {
        if (interruptTrap != null) {
            interruptTrap.spring();
        }
    }

    private boolean hasWork() {
        return !ready.isEmpty() || !interrupts.isEmpty() || !inbox.isEmpty();
    }

    private void fireTimers() {
        Timer timer = timers.earliest();
        if (timer == null) {
            return;
        }
        long now = nanoTime();
        while (timer != null && timer.deadline - now <= 0) {
            timers.remove(timer);
            try {
                timer.fire();
            } catch (Throwable e) {
                failed(e);
            }
            timer = timers.earliest();
        }
    }

    private boolean lookAgain() {
        if (!spin.shouldLook()) {
            return false;
        }
        long end = System.nanoTime() + SpinBeforeSleep.LOOK_NANOS;
        while (inbox.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                spin.looked(false);
                return false;
            }
            Thread.onSpinWait();
        }
        spin.looked(true);
        return true;
    }

    private void sleep() throws IOException {
        if (!inbox.fallAsleep()) {
            backend.pollNow();
            return;
        }
        try {
            Timer timer = timers.earliest();
            long left = timer == null ? Backend.FOREVER : timer.deadline - nanoTime();
            if (pollerBroken) {
                left = Math.min(left, LONGEST_SLEEP_WHEN_BROKEN);
            }
            if (left > 0) {
                backend.poll(left);
            } else {
                backend.pollNow();
            }
        } finally {
            inbox.awake();
            sleep.domainWoke();
        }
    }

    private void pollerIsBroken(Throwable problem) {
        // The run ends, and its tasks still have to sleep and be woken until they have ended. A thread that has just read
        // the old backend wakes nobody: hence no long sleeps from now on.
        if (!pollerBroken) {
            pollerBroken = true;
            closeBackend();
            backend = new SleepingBackend();
        }
        failed(new IOException(
                "the poller of domain " + id
                        + " is broken and the run is ended; see what its backend has thrown, or choose another",
                problem));
    }
}
