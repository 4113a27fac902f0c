package io.miou.domain;

import io.miou.fiber.EndGrace;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberEngine;
import io.miou.fiber.ReadyQueue;
import io.miou.spi.Backend;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a domain: resumes ready fibers in order, drains its inbox, fires due timers and polls its backend. It
 * sleeps in the backend when nothing can run (ADR 10, ADR 13). Its superclasses hold the messages that other threads
 * send, and the end of the domain.
 *
 * <p>Threads: {@link #post}, {@link #postCancellation}, {@link #isCurrent}, {@link #requestStop},
 * {@link #giveUpBlocked}, {@link #id} and {@link #hasEnded} are for any thread; {@link #isWaitedFor},
 * {@link #runningFiber}, {@link #switches}, {@link #meter} and the counts are for observers on any thread. All other
 * methods are for the domain: its loop, or the fiber that has it. Other threads reach it through the inbox only: a push
 * happens before the delivery.
 */
public final class DomainLoop extends DomainLife {

    private final int id;
    private final SplittableRandom random;
    private final Consumer<Throwable> onFailure;
    private final ReadyQueue ready = new ReadyQueue();
    private final PollBudget budget;
    private final DomainTimers timers;
    private final DomainMeter meter;
    private final HookList hooks = new HookList(this);
    private final SpinBeforeSleep spin;
    private final ArrayDeque<Fiber> interrupts = new ArrayDeque<>();

    private int resumptionsLeft;

    /** Whether the inbox is drained before the next fiber is resumed. */
    private boolean drainFirst;

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
        super(run, id, backend, endGrace, sleep, onFailure);
        this.id = id;
        this.random = random;
        this.spin = new SpinBeforeSleep(neighbours);
        neighbours.add(id, inbox);
        this.onFailure = onFailure;
        this.budget = new PollBudget(eventInterval, backend.isLevelTriggered());
        this.resumptionsLeft = budget.interval();
        this.timers = new DomainTimers(poller, onFailure);
        this.meter = new DomainMeter(poller.nanoTime());
    }

    @Override
    public int id() {
        return id;
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
        return mayEnd() && ready.isEmpty();
    }

    private void interruptJdkWaits() {
        // Before the next fiber runs: it may be the one to interrupt, and may enter a shield.
        while (!interrupts.isEmpty()) {
            interrupts.remove().interruptJdkWait();
        }
    }

    private void drainInbox() {
        drainFirst = false;
        if (deliverAll()) {
            spin.messageCame();
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
            poller.poll(true, timers, fibers());
            meter.wakes(timers.nanoTime());
        } else {
            meter.polled(meter.clock());
            poller.poll(false, timers, fibers());
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
