package io.miou.domain;

import io.miou.fiber.BlockedFibers;
import io.miou.fiber.EndGrace;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberEngine;
import io.miou.fiber.ReadyQueue;
import io.miou.inbox.Inbox;
import io.miou.inbox.Message;
import io.miou.spi.Backend;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a domain: resumes ready fibers in order, drains its inbox, fires due timers and polls its backend. It
 * sleeps in the backend when nothing can run (ADR 10, ADR 13).
 *
 * <p>Threads: {@link #post}, {@link #postCancellation}, {@link #isCurrent}, {@link #requestStop},
 * {@link #giveUpBlocked}, {@link #id} and {@link #hasEnded} are for any thread; {@link #isWaitedFor},
 * {@link #runningFiber} and {@link #switches} are for observers on any thread. All other methods are for the domain:
 * its loop, or the fiber that has it. Other threads reach it through the inbox only: a push happens before the
 * delivery.
 */
public final class DomainLoop extends DomainOccupancy {

    private final int id;
    private final int eventInterval;
    private final SplittableRandom random;
    private final Consumer<Throwable> onFailure;
    private final Inbox inbox = new Inbox();
    private final ReadyQueue ready = new ReadyQueue();
    private final DomainPoller poller;
    private final DomainTimers timers;
    private final HookList hooks = new HookList(this);
    private final SpinBeforeSleep spin = new SpinBeforeSleep(Runtime.getRuntime().availableProcessors());
    private final ArrayDeque<Fiber> interrupts = new ArrayDeque<>();
    private final BlockedFibers blocked = new BlockedFibers();
    private final EndGrace endGrace;
    private final CountDownLatch ended = new CountDownLatch(1);

    private int resumptionsLeft;

    /** Whether the inbox is drained before the next fiber is resumed. */
    private boolean drainFirst;

    /** Whether the inbox may hold a cancellation. Set after the push, cleared before the inbox is drained. */
    private volatile boolean cancellations;

    private long fibers;
    private volatile boolean stopping;

    /**
     * Creates a domain that does not run yet.
     *
     * @param id the number of the domain
     * @param backend the backend of this domain alone; the domain closes it at its end
     * @param eventInterval the most resumptions between two polls
     * @param random the random source of this domain alone
     * @param endGrace the grace of the run
     * @param sleep is notified when the domain wakes
     * @param onFailure is called when the poller is broken, and after a bug; it ends the run
     */
    public DomainLoop(int id, Backend backend, int eventInterval, SplittableRandom random, EndGrace endGrace,
            SleepWatch sleep, Consumer<Throwable> onFailure) {
        this.id = id;
        this.eventInterval = eventInterval;
        this.random = random;
        this.endGrace = endGrace;
        this.onFailure = onFailure;
        this.resumptionsLeft = eventInterval;
        this.poller = new DomainPoller(id, backend, inbox, sleep, onFailure);
        this.timers = new DomainTimers(poller, onFailure);
    }

    @Override
    public int id() {
        return id;
    }

    /** {@return the backend in use} */
    public Backend backend() {
        return poller.backend();
    }

    /** {@return the timers of this domain, and its clock} */
    public DomainTimers timers() {
        return timers;
    }

    /** {@return the source of the random choices of this domain} */
    public SplittableRandom random() {
        return random;
    }

    /** {@return the hooks of this domain} */
    public HookList hooks() {
        return hooks;
    }

    /**
     * Runs the domain on the calling thread until it is stopped and its last fiber has ended; then closes the backend.
     * Returns earlier if a fiber that blocked the thread was given up: another thread then calls this method.
     *
     * @param engine the engine of the run
     * @param trap the action for an interrupt of the calling thread; null: an interrupt has no effect
     */
    public void run(FiberEngine engine, @Nullable InterruptTrap trap) {
        drivenBy(Thread.currentThread());
        poller.trapInterrupts(trap);
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
            drivenBy(null);
            poller.close();
        } finally {
            // Also after an error such as OutOfMemoryError: another thread waits for this.
            ended.countDown();
        }
    }

    /**
     * Waits until the domain has ended, on any thread that drives it.
     *
     * @throws InterruptedException if the caller is interrupted
     */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** {@return whether the domain has ended} Any thread. */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Closes the backend of a domain that will never run. */
    public void abandon() {
        poller.close();
    }

    /** Lets the loop end as soon as it has no fiber. Any thread. */
    public void requestStop() {
        stopping = true;
        post(Message.of(() -> {
            // The message only wakes the domain.
        }));
    }

    @Override
    public EndGrace endGrace() {
        return endGrace;
    }

    @Override
    public BlockedFibers blockedFibers() {
        return blocked;
    }

    /** Lets the loop give up the blocked fibers whose grace is over (rule 32). Any thread. */
    public void giveUpBlocked() {
        post(Message.of(() -> blocked.giveUp(endGrace)));
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
            poller.wakeup();
        }
    }

    /**
     * Posts a message that may cancel a task or a scope of this domain. From now on {@link #hasCancellations} is true,
     * until the inbox is drained. Any thread.
     *
     * @param message the message to deliver
     */
    public void postCancellation(Message message) {
        boolean asleep = inbox.push(message);
        cancellations = true;
        if (asleep) {
            poller.wakeup();
        }
    }

    /** {@return whether a cancellation may be in the inbox} */
    public boolean hasCancellations() {
        return cancellations;
    }

    /** Counts a new fiber of this domain, which will be resumed. */
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
     * Counts a resumption for a fiber that yields.
     *
     * @return whether the fiber may go on at once; if false, it suspends for one turn
     */
    public boolean mayGoOn() {
        if (!ready.isEmpty()) {
            return false;
        }
        if (!inbox.isEmpty()) {
            // As the only ready fiber it would be resumed again and again before the inbox is drained.
            drainFirst = true;
            return false;
        }
        return --resumptionsLeft > 0;
    }

    /**
     * Interrupts a fiber that is blocked in the JDK, as soon as the loop is in control (rule 21).
     *
     * @param fiber a fiber of this domain
     */
    public void scheduleInterrupt(Fiber fiber) {
        interrupts.add(fiber);
    }

    @Override
    public boolean isWaitedFor() {
        return !ready.isEmpty() || !inbox.isEmpty() || timers.hasOverdue();
    }

    /** {@return whether the domain sleeps in its poller, or is about to} Any thread; may be out of date. */
    boolean isAsleep() {
        return inbox.isAsleep();
    }

    /** Lets the loop drain the inbox, fire timers and poll before it resumes another fiber. */
    public void pollNext() {
        resumptionsLeft = 0;
    }

    @Override
    @Nullable
    public Fiber next() {
        for (;;) {
            Fiber fiber = takeNext();
            if (fiber != null || isOver()) {
                return fiber;
            }
            pollTurn();
        }
    }

    @Override
    @Nullable
    public Fiber nextWithoutSleeping() {
        for (;;) {
            Fiber fiber = takeNext();
            if (fiber != null || isOver() || !pollTurnWithoutSleeping()) {
                return fiber;
            }
        }
    }

    @Override
    @Nullable
    public Fiber nextAtOnce() {
        return interrupts.isEmpty() && !drainFirst ? takeReady() : null;
    }

    @Nullable
    private Fiber takeNext() {
        if (drainFirst || ready.isEmpty() || resumptionsLeft <= 0) {
            drainInbox();
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
        // Before the next fiber runs: it may be the one to interrupt, and may enter a shield.
        while (!interrupts.isEmpty()) {
            interrupts.remove().interruptJdkWait();
        }
    }

    private void drainInbox() {
        drainFirst = false;
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
            try {
                message.deliver();
            } catch (Throwable e) {
                failed(e);
            }
            message = younger;
        }
    }

    private void pollTurn() {
        if (runHooksAndTimers()) {
            return;
        }
        resumptionsLeft = eventInterval;
        if (hasWork()) {
            poller.pollNow();
        } else {
            poller.sleep(timers);
        }
        poller.checkInterrupt();
    }

    /** Returns false if the domain can only sleep now. On a thread that has the domain but may not drive it. */
    private boolean pollTurnWithoutSleeping() {
        if (runHooksAndTimers()) {
            return true;
        }
        resumptionsLeft = eventInterval;
        poller.pollNow();
        return hasWork();
    }

    /** Returns true if a message came while the domain was spinning; the poll is only postponed then. */
    private boolean runHooksAndTimers() {
        if (!hooks.isEmpty()) {
            hooks.runAll();
        }
        timers.fireDue();
        return resumptionsLeft > 0 && !hasWork() && spin.findsMessage(inbox);
    }

    @Override
    public void interrupted() {
        poller.interrupted();
    }

    private boolean hasWork() {
        return !ready.isEmpty() || !interrupts.isEmpty() || !inbox.isEmpty();
    }
}
