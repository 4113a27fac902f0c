package io.miou.testkit.turns;

import io.miou.testkit.turns.Seat.State;
import java.util.ArrayList;
import java.util.List;
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
     * Outside says how a signal from outside is caught. Threads outside the world, blocking ones above all, are the one
     * thing that is not from the seed.
     */
    private static final int PATIENCE = 10_000;
    private static final long FIRST_FORCED_STEP = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat> seats = new ArrayList<>();
    private final Agenda agenda;
    private final Chooser chooser;
    private final Recorder recorder;
    private final Standstill standstill;
    private final Observer observer;
    private final Outside outside;
    private final Patience patience;

    @Nullable
    private Seat holder;

    private volatile long horizon = Long.MAX_VALUE;
    private boolean picking;

    /** Turns that were given; volatile for the warden. */
    private volatile long given;

    /** The number of turns that the warden has last seen, and since when. */
    private long givenSeen;

    private long givenSeenAt;

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
        this.outside = new Outside(lock, standstill.realNanos(), this::isSomeReady);
        this.patience = new Patience(agenda, standstill);
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
                if (patience.isOver()) {
                    standstill(patience.describe());
                    idleSince = System.nanoTime();
                }
                outside.awaitCode();
                agenda.runDue();
                if (++stepsAtThisTime > PATIENCE) {
                    forceClock();
                }
                Seat next = choose();
                if (next != null) {
                    give(next);
                } else if (outside.awaitFutures() || moveClock()) {
                    idleSince = System.nanoTime();
                } else if (!outside.awaitChange(idleSince + standstill.realNanos() - System.nanoTime(),
                        this::willNothingCome)) {
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
        patience.turnGiven();
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
        if (!outside.holdsClock()) {
            moveBy(Math.min(forcedStep, Math.min(untilNext(), horizon - agenda.elapsed())));
            forcedStep = Math.min(forcedStep << 1, Long.MAX_VALUE >> 2);
        }
    }

    private boolean moveClock() {
        long step = untilNext();
        if (step == Long.MAX_VALUE || outside.holdsClock() || step > horizon - agenda.elapsed()) {
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

    private boolean isSomeReady() {
        return seats.stream().anyMatch(seat -> seat.canRun(agenda.now()));
    }

    /** Whether no thread outside could end any of the waits; after a standstill the cancellation is one that may. */
    private boolean willNothingCome() {
        return standstillMessage == null && observer.isCertain();
    }

    private String everybodySleeps() {
        return horizon == Long.MAX_VALUE
                ? "every domain sleeps, and nothing in this world will ever wake one: "
                : "every domain sleeps, and the clock moves only by World.advance: ";
    }

    private void standstill(String what) throws InterruptedException {
        if (standstillMessage == null) {
            standstillMessage = what + observer.situation();
            patience.restart();
            patience.cancelled();
            observer.cancel();
            // The thread that chooses may be the one that this interrupts.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return;
        }
        // The main task was cancelled before, without effect. The picker is one of the domains.
        patience.restart();
        Seat first = seats.stream().filter(seat -> seat.state == State.ASLEEP || seat.state == State.READY).findFirst()
                .orElseThrow();
        first.failure = new StandstillException(what + observer.situation());
        give(first);
    }

    /** Notes that the main task begins to wait. For the domain that has the turn. */
    void mainWaits(long atMostNanos) {
        patience.mainWaits(atMostNanos);
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

    void wakePicker() {
        outside.wakePicker();
    }

    Runnable outsideBegins(Seat seat, Runnable delivery) {
        return outside.codeBegins(seat, delivery);
    }

    Runnable futureAwaited(Seat seat, Runnable delivery) {
        return outside.futureAwaited(seat, delivery);
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
        outside.deliverEnded(seat);
        outside.wakePicker();
    }
}
