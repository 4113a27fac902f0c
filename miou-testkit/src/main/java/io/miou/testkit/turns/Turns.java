package io.miou.testkit.turns;

import io.miou.testkit.turns.Seat.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets the domains of a run take turns, one at a time. So a run is a sequence of steps that depends only on its seed.
 *
 * <p>Threads: {@code pause}, {@code sleep} and {@code leave} are for the threads of domains, outside fibers. They take
 * {@code lock}, which guards every field that is not volatile or atomic. The lock also makes the writes of one turn
 * visible to the next. Methods that any thread or a fiber may call take no lock, because a fiber must not wait in the
 * JDK here. They write a volatile field, and then wake the picker if one waits.
 */
public final class Turns {

    /*
     * A domain's thread comes here by its poll. The thread that gives its turn up chooses the next one; otherwise the
     * first waiting thread that notices that no thread chooses does so. That thread is the "picker". The picker also
     * moves the clock, and only when no thread can run.
     *
     *   every domain has come?         no: none has the turn until all have
     *   main has waited for too long?  it is a standstill, beside something that goes on
     *   code runs outside the world?   wait for it (in real time): then it is as if it had taken no time at all
     *   too many steps at one time?    move the clock a little, twice as far each time: a domain waits for a timer by
     *                                  trying again and again, and while a domain is not idle its deadlines are unknown
     *   a domain can run?              choose one
     *   a future is awaited?           wait for it for a while (in real time): a thread of the JDK may complete it
     *   otherwise                      move the clock to the next deadline or entry of the agenda
     *   nothing there                  wait for the outside (in real time); after a while it is a standstill, or at
     *                                  once if nobody outside could end any of the waits
     *
     * A standstill cancels the main task. If all domains sleep without a deadline again after that, the polls fail. A
     * domain whose fiber waits in a call of the JDK does not come here at all, on the portable engine: the warden takes
     * its turn away.
     *
     * How a signal from outside is caught: it is written before `waitingPicker` is read, and the picker writes
     * `waitingPicker` before it looks for signals once more and parks. Threads outside the world, blocking ones above
     * all, are the one thing that is not from the seed.
     */
    private static final long OUTSIDE_GRACE = TimeUnit.SECONDS.toNanos(1);
    private static final int PATIENCE = 10_000;
    private static final long FIRST_FORCED_STEP = 1_000_000;

    /** The factor by which the turns of a standstill are multiplied if time has hardly passed. */
    private static final long TURNS_INSTEAD_OF_TIME = 10;

    /**
     * The divisor of a standstill's real time that gives the share of futures. One future may hold the clock for this
     * share, and all futures together, without success, for twice as long.
     */
    private static final int FUTURES_SHARE = 3;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat> seats = new ArrayList<>();
    private final Agenda agenda;
    private final Chooser chooser;
    private final Recorder recorder;
    private final Standstill standstill;
    private final Observer observer;
    private final ConcurrentLinkedQueue<OutsideCall> outside = new ConcurrentLinkedQueue<>();

    @Nullable
    private Seat holder;

    @Nullable
    private volatile Thread waitingPicker;

    private volatile long horizon = Long.MAX_VALUE;
    private boolean picking;
    private long futuresGrace;

    /** Turns that were given; volatile for the warden. */
    private volatile long given;

    /** The number of turns that the warden has last seen, and since when. */
    private long givenSeen;

    private long givenSeenAt;

    private boolean mainWaitsForEver = true;
    private long mainWaitsSince;
    private long turnsSinceMainWaits;

    /** The real time at which a standstill has cancelled the main task. */
    private long cancelledAt;

    @Nullable
    private volatile String standstillMessage;
    private int stepsAtThisTime;
    private long forcedStep = FIRST_FORCED_STEP;
    private int[] candidates = new int[0];

    /**
     * Creates turns without any seat.
     *
     * @param agenda of the world
     * @param chooser decides which domain has the next turn
     * @param recorder records what happens
     * @param standstill the limits of a standstill
     * @param observer sees the program, and cancels it then
     */
    public Turns(Agenda agenda, Chooser chooser, Recorder recorder, Standstill standstill, Observer observer) {
        this.agenda = agenda;
        this.chooser = chooser;
        this.recorder = recorder;
        this.standstill = standstill;
        this.observer = observer;
        this.futuresGrace = 2 * standstill.realNanos() / FUTURES_SHARE;
    }

    /** Begins the run; its standstills are noticed from now on. */
    public void begin() {
        givenSeenAt = System.nanoTime();
        Warden.add(this);
    }

    /** Ends the run. */
    public void end() {
        Warden.remove(this);
    }

    /** {@return the message of a standstill, if the program was found standing still; null if not} Any thread. */
    @Nullable
    public String standstillMessage() {
        return standstillMessage;
    }

    /**
     * {@return a place for a domain} To be called for every domain before the first runs.
     *
     * @param domain its number; from 0 on, in order
     */
    public Seat newSeat(int domain) {
        lock.lock();
        try {
            Seat seat = new Seat(this, domain, lock.newCondition());
            seats.add(seat);
            candidates = new int[seats.size()];
            return seat;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets how far from now the clock may move, until this is called again. For the domain that has the turn, or before
     * the first turn.
     *
     * @param nanos how far
     */
    public void mayMove(long nanos) {
        horizon = agenda.elapsed() + nanos;
    }

    /** {@return the domains that sleep with a deadline, in words} For the domain that has the turn. */
    public List<String> sleepersWithDeadline() {
        return seats.stream().filter(seat -> seat.state == State.ASLEEP && !seat.sleepsForEver)
                .map(seat -> "a timer of domain " + seat.domain).toList();
    }

    void pause(Seat seat) throws StandstillException {
        lock.lock();
        try {
            seat.state = State.READY;
            awaitTurn(seat);
        } finally {
            lock.unlock();
        }
    }

    void sleep(Seat seat, long nanos) throws StandstillException {
        lock.lock();
        try {
            seat.state = State.ASLEEP;
            seat.sleepsForEver = nanos == Long.MAX_VALUE;
            seat.deadline = agenda.now() + nanos;
            awaitTurn(seat);
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(Seat seat) throws StandstillException {
        boolean interrupted = false;
        if (holder == seat) {
            holder = null;
        }
        while (holder != seat) {
            try {
                if (holder == null && !picking && seats.stream().noneMatch(other -> other.state == State.EXPECTED)) {
                    pick();
                } else {
                    seat.called.await();
                }
            } catch (InterruptedException e) {
                // It ends a poll, as it does on every backend.
                interrupted = true;
                seat.woken = true;
            }
        }
        seat.state = State.RUNNING;
        seat.woken = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        StandstillException failure = seat.failure;
        if (failure != null) {
            seat.failure = null;
            throw failure;
        }
    }

    /** Gives the turn to a domain; returns when one has it. */
    private void pick() throws InterruptedException {
        picking = true;
        try {
            long idleSince = System.nanoTime();
            while (holder == null) {
                if (hasMainWaitedTooLong()) {
                    standstill(beside());
                    idleSince = System.nanoTime();
                }
                awaitOutside();
                agenda.runDue();
                if (++stepsAtThisTime > PATIENCE) {
                    forceClock();
                }
                Seat next = choose();
                if (next != null) {
                    give(next);
                } else if (awaitFutures() || moveClock()) {
                    idleSince = System.nanoTime();
                } else if (!awaitChange(idleSince + standstill.realNanos() - System.nanoTime())) {
                    standstill(everybodySleeps());
                    idleSince = System.nanoTime();
                }
            }
        } finally {
            picking = false;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread that has the turn writes it
    private void give(Seat next) {
        holder = next;
        given = given + 1;
        turnsSinceMainWaits = turnsSinceMainWaits + 1;
        recorder.note(agenda.elapsed(), next.domain, "runs");
        next.called.signal();
    }

    @Nullable
    private Seat choose() {
        int count = 0;
        for (Seat seat : seats) {
            if (seat.canRun(agenda.now())) {
                candidates[count++] = seat.domain;
            }
        }
        return count == 0 ? null : seats.get(candidates[count == 1 ? 0 : chooser.choose(candidates, count)]);
    }

    private void forceClock() {
        if (!isClockHeld()) {
            moveBy(Math.min(forcedStep, Math.min(untilNext(), horizon - agenda.elapsed())));
            forcedStep = Math.min(forcedStep << 1, Long.MAX_VALUE >> 2);
        }
    }

    private boolean moveClock() {
        long step = untilNext();
        if (step == Long.MAX_VALUE || isClockHeld() || step > horizon - agenda.elapsed()) {
            return false;
        }
        forcedStep = FIRST_FORCED_STEP;
        moveBy(step);
        return true;
    }

    private void moveBy(long step) {
        stepsAtThisTime = 0;
        agenda.moveBy(step);
        agenda.runDue();
    }

    /** The time until the next deadline or entry of the agenda; {@link Long#MAX_VALUE} if there is none. */
    private long untilNext() {
        long now = agenda.now();
        long step = agenda.untilNext();
        for (Seat seat : seats) {
            if (seat.state == State.ASLEEP && !seat.sleepsForEver && seat.deadline - now > 0) {
                step = Math.min(step, seat.deadline - now);
            }
        }
        return step;
    }

    private void awaitOutside() throws InterruptedException {
        if (outside.isEmpty()) {
            return;
        }
        // Futures are waited for only when no domain can run: another fiber may complete them.
        long deadline = System.nanoTime() + OUTSIDE_GRACE;
        for (long left = OUTSIDE_GRACE; isOutsideBusy() && left > 0; left = deadline - System.nanoTime()) {
            waitingPicker = Thread.currentThread();
            if (isOutsideBusy()) {
                park(left);
            }
            waitingPicker = null;
        }
        deliverOutside();
    }

    /**
     * Gives threads outside the world some time to complete a future; false if there is none, or none of them was
     * completed.
     */
    private boolean awaitFutures() throws InterruptedException {
        if (outside.stream().noneMatch(OutsideCall::isFutureToWaitFor)) {
            return false;
        }
        long begin = System.nanoTime();
        long end = begin + Math.min(standstill.realNanos() / FUTURES_SHARE, futuresGrace);
        for (long left = end - begin; left > 0; left = end - System.nanoTime()) {
            waitingPicker = Thread.currentThread();
            if (!hasChanged()) {
                park(left);
            }
            waitingPicker = null;
            if (hasChanged()) {
                return true;
            }
        }
        futuresGrace -= System.nanoTime() - begin;
        outside.forEach(call -> call.wasWaitedFor = true);
        return false;
    }

    private boolean hasChanged() {
        return outside.stream().anyMatch(call -> call.ended)
                || seats.stream().anyMatch(seat -> seat.canRun(agenda.now()));
    }

    /** Returns false if probably nothing will ever change. */
    private boolean awaitChange(long left) throws InterruptedException {
        waitingPicker = Thread.currentThread();
        try {
            if (hasChanged()) {
                return true;
            }
            if (isOutsideBusy()) {
                park(OUTSIDE_GRACE);
                return true;
            }
            if (left <= 0 || standstillMessage == null && observer.isCertain()) {
                return false;
            }
            park(left);
            return true;
        } finally {
            waitingPicker = null;
        }
    }

    private String everybodySleeps() {
        return horizon == Long.MAX_VALUE
                ? "every domain sleeps, and nothing in this world will ever wake one: "
                : "every domain sleeps, and the clock moves only by World.advance: ";
    }

    private void standstill(String what) throws InterruptedException {
        if (standstillMessage == null) {
            standstillMessage = what + observer.situation();
            restartPatience();
            cancelledAt = System.nanoTime();
            observer.cancel();
            // The thread that chooses may be the one that this interrupts.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return;
        }
        // The main task was cancelled before, without effect. The picker is one of the domains.
        restartPatience();
        Seat first = seats.stream().filter(seat -> seat.state == State.ASLEEP || seat.state == State.READY).findFirst()
                .orElseThrow();
        first.failure = new StandstillException(what + observer.situation());
        give(first);
    }

    // Progress of the main task

    /** Notes that the main task begins to wait. For the domain that has the turn. */
    void mainWaits(long atMostNanos) {
        mainWaitsForEver = atMostNanos == Long.MAX_VALUE;
        restartPatience();
    }

    private void restartPatience() {
        mainWaitsSince = agenda.elapsed();
        turnsSinceMainWaits = 0;
    }

    private boolean hasMainWaitedTooLong() {
        // A cancellation comes from a thread outside, which takes real time.
        boolean mayBeCancelledSoon = standstillMessage != null
                && System.nanoTime() - cancelledAt < standstill.realNanos();
        return mainWaitsForEver && !mayBeCancelledSoon && turnsSinceMainWaits > standstill.turns()
                && (agenda.elapsed() - mainWaitsSince >= standstill.nanos()
                        || turnsSinceMainWaits / TURNS_INSTEAD_OF_TIME > standstill.turns());
    }

    private String beside() {
        return "the main task has waited for " + Duration.ofNanos(agenda.elapsed() - mainWaitsSince)
                + " of this world's time, and in " + turnsSinceMainWaits
                + " turns of its domains nothing has let it go on; if it is to wait longer, give it more with Simulation.patience: ";
    }

    /** Finds a fiber that blocks the world because it waits in a call of the JDK. By the warden. */
    void lookAtHolder() {
        long now = System.nanoTime();
        long seen = given;
        if (seen != givenSeen) {
            givenSeen = seen;
            givenSeenAt = now;
            return;
        }
        if (now - givenSeenAt < standstill.jdkNanos() || !lock.tryLock()) {
            return;
        }
        try {
            Seat stuck = holder;
            if (stuck != null && given == seen && standstillMessage == null && observer.isBlockedInJdk(stuck.domain)) {
                standstillMessage = "a fiber waits in a call of the JDK and keeps domain " + stuck.domain
                        + ", and with it this world: " + observer.situation();
                holder = null;
                stuck.state = State.AWAY;
                seats.forEach(seat -> seat.called.signal());
                observer.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    private void park(long nanos) throws InterruptedException {
        lock.unlock();
        try {
            LockSupport.parkNanos(this, nanos);
        } finally {
            lock.lock();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    void wakePicker() {
        Thread picker = waitingPicker;
        if (picker != null) {
            LockSupport.unpark(picker);
        }
    }

    Runnable outsideBegins(Seat seat, Runnable delivery) {
        return add(new OutsideCall(seat, delivery, false));
    }

    Runnable futureAwaited(Seat seat, Runnable delivery) {
        return add(new OutsideCall(seat, delivery, true));
    }

    private Runnable add(OutsideCall call) {
        outside.add(call);
        return call;
    }

    /**
     * Code on a thread outside the world, or a future that another thread completes. Its end is delivered by the
     * picker, in the order in which they were begun.
     */
    private final class OutsideCall implements Runnable {
        private final Seat seat;
        private final boolean isFuture;
        private boolean wasWaitedFor;
        private final Runnable delivery;
        private final AtomicBoolean delivered = new AtomicBoolean();
        private volatile boolean ended;

        OutsideCall(Seat seat, Runnable delivery, boolean isFuture) {
            this.seat = seat;
            this.isFuture = isFuture;
            this.delivery = delivery;
        }

        @Override
        public void run() {
            ended = true;
            if (seat.gone) {
                deliver();
            } else {
                wakePicker();
            }
        }

        boolean isFutureToWaitFor() {
            return isFuture && !wasWaitedFor && !ended;
        }

        void deliver() {
            if (delivered.compareAndSet(false, true)) {
                outside.remove(this);
                delivery.run();
                // Its own thread may have run that, and wakes nobody then.
                seat.woken = true;
            }
        }
    }

    private boolean isOutsideBusy() {
        return outside.stream().anyMatch(call -> !call.ended && !call.isFuture);
    }

    private boolean isClockHeld() {
        return outside.stream().anyMatch(call -> call.ended || !call.isFuture || !call.wasWaitedFor);
    }

    private void deliverOutside() {
        outside.stream().filter(call -> call.ended).toList().forEach(OutsideCall::deliver);
    }

    void leave(Seat seat) {
        lock.lock();
        try {
            if (seat.domain == 0) {
                recorder.end();
            }
            seat.state = State.GONE;
            seat.gone = true;
            if (holder == seat) {
                holder = null;
            }
            // One of the waiting threads has to choose now.
            for (Seat other : seats) {
                other.called.signal();
            }
        } finally {
            lock.unlock();
        }
        outside.stream().filter(call -> call.seat == seat && call.ended).toList().forEach(OutsideCall::deliver);
        wakePicker();
    }
}
