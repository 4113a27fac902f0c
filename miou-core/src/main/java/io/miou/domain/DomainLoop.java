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
 * {@link #runningFiber}, {@link #switches}, {@link #meter} and the counts are for observers on any thread. All other
 * methods are for the domain: its loop, or the fiber that has it. Other threads reach it through the inbox only: a push
 * happens before the delivery.
 */
public final class DomainLoop extends DomainOccupancy {

    private final int id;
    private final SplittableRandom random;
    private final Consumer<Throwable> onFailure;
    private final Inbox inbox = new Inbox();
    private final ReadyQueue ready = new ReadyQueue();
    private final DomainPoller poller;
    private final PollBudget budget;
    private final DomainTimers timers;
    private final DomainMeter meter;
    private final HookList hooks = new HookList(this);
    private final SpinBeforeSleep spin;
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
     * @param run the number of the run
     * @param id the number of the domain
     * @param backend the backend of this domain alone; the domain closes it at its end
     * @param eventInterval the most resumptions between two polls, chosen by the program; 0: nothing was chosen
     * @param random the random source of this domain alone
     * @param endGrace the grace of the run
     * @param neighbours all domains of the run; this one adds itself
     * @param sleep is notified when the domain wakes
     * @param onFailure is called when the poller is broken, and after a bug; it ends the run
     */
    public DomainLoop(int run, int id, Backend backend, int eventInterval, SplittableRandom random, EndGrace endGrace,
            Neighbours neighbours, SleepWatch sleep, Consumer<Throwable> onFailure) {
        this.id = id;
        this.random = random;
        this.endGrace = endGrace;
        this.spin = new SpinBeforeSleep(neighbours);
        neighbours.add(id, inbox);
        this.onFailure = onFailure;
        this.budget = new PollBudget(eventInterval, backend.isLevelTriggered());
        this.resumptionsLeft = budget.interval();
        this.poller = new DomainPoller(run, id, backend, inbox, sleep, onFailure);
        this.timers = new DomainTimers(poller, onFailure);
        this.meter = new DomainMeter(poller.nanoTime());
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

    /** {@return what this domain counts, and its coarse clock} For observers on any thread too. */
    public DomainMeter meter() {
        return meter;
    }

    @Override
    public long clock() {
        return meter.clock();
    }

    /** {@return the number of fibers of this domain that have not ended} Any thread; may be out of date. */
    public long fibers() {
        return fibers;
    }

    /** {@return the number of fibers that wait for their turn} Any thread; may be out of date. */
    public int readyCount() {
        return ready.size();
    }

    /**
     * {@return the nanoseconds that the next fiber has waited for its turn; 0 if none waits} Any thread; may be out of
     * date.
     */
    public long oldestReadyNanos() {
        Fiber oldest = ready.oldest();
        return oldest == null ? 0 : Math.max(0, timers.nanoTime() - oldest.since());
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
     * @param listener the action for an interrupt of the calling thread; null: an interrupt has no effect
     */
    public void run(FiberEngine engine, @Nullable InterruptListener listener) {
        drivenBy(Thread.currentThread());
        meter.tick(timers.nanoTime());
        poller.listenForInterrupts(listener);
        boolean over = true;
        try {
            over = engine.drive(this);
        } catch (Throwable e) {
            onFailure.accept(e);
        } finally {
            if (over) {
                end(listener);
            }
        }
    }

    private void end(@Nullable InterruptListener listener) {
        try {
            if (listener != null) {
                listener.stopListening();
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
        ready.add(fiber, meter.clock());
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

    /** {@return whether a message was posted that the domain has not taken out of its inbox} Any thread. */
    public boolean hasUnreadMessages() {
        return !inbox.isEmpty();
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
        budget.pollNext();
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
        resumptionsLeft = budget.interval();
        if (isPollPostponed()) {
            return;
        }
        poll(!hasWork());
        poller.checkInterrupt();
    }

    private boolean isPollPostponed() {
        return !ready.isEmpty() && budget.isPostponed(meter.clock());
    }

    private void poll(boolean maySleep) {
        if (maySleep) {
            meter.fallsAsleep(meter.clock());
            poller.poll(true, timers, fibers);
            meter.wakes(timers.nanoTime());
        } else {
            meter.polled(meter.clock());
            poller.poll(false, timers, fibers);
        }
        budget.polled(meter.clock(), ready.size());
    }

    /** Returns false if the domain can only sleep now. On a thread that has the domain but may not drive it. */
    private boolean pollTurnWithoutSleeping() {
        if (runHooksAndTimers()) {
            return true;
        }
        resumptionsLeft = budget.interval();
        if (isPollPostponed()) {
            return true;
        }
        poll(false);
        return hasWork();
    }

    /** Returns true if a message came while the domain was spinning; the poll is only postponed then. */
    private boolean runHooksAndTimers() {
        if (!hooks.isEmpty()) {
            hooks.runAll();
        }
        long now = timers.nanoTime();
        meter.tick(now);
        timers.fireDue(now);
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
