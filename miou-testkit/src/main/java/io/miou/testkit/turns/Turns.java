package io.miou.testkit.turns;

import io.miou.testkit.turns.Seat.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the domains of a run take turns, one at a time, so that a run is a sequence of steps that depends on nothing but its seed.
 *
 * <p>Threads: {@code pause}, {@code sleep} and {@code leave} are for the threads of domains, outside fibers: they take {@code lock}, which guards every
 * field that is not volatile or atomic, and makes what one domain did in its turn visible to the next. What any thread or a fiber may call takes no
 * lock, for a fiber must not wait in the JDK here: it writes a volatile field, and then wakes the picker if one waits.
 */
public final class Turns {

    /*
     * A domain's thread comes here by its poll. Whoever gives its turn up chooses the next one, or is the first of those who wait to
     * notice that nobody does; that thread is the "picker". The picker also moves the clock, and only when nobody can run.
     *
     *   everybody has come?            no: nobody has the turn until they have
     *   code runs outside the world?   wait for it (in real time): then it is as if it had taken no time at all
     *   so many steps at one time?     move the clock a little, twice as far each time: somebody waits for a timer by trying again and again,
     *                                  and while a domain is not idle nobody knows its deadlines
     *   somebody can run?              choose one
     *   otherwise                      move the clock to the next deadline or entry of the agenda
     *   nothing there                  wait for the outside (in real time); after a while it is a standstill
     *
     * How a signal from outside is caught: it is written before `waitingPicker` is read, and the picker writes `waitingPicker` before it looks
     * for signals once more and parks. Threads outside the world, blocking ones above all, are the one thing that is not from the seed.
     */
    private static final long OUTSIDE_GRACE = TimeUnit.SECONDS.toNanos(1);
    private static final int PATIENCE = 10_000;
    private static final long FIRST_FORCED_STEP = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat> seats = new ArrayList<>();
    private final Agenda agenda;
    private final Chooser chooser;
    private final Recorder recorder;
    private final long standstillNanos;
    private final Supplier<String> situation;
    private final ConcurrentLinkedQueue<OutsideCall> outside = new ConcurrentLinkedQueue<>();

    @Nullable
    private Seat holder;

    @Nullable
    private volatile Thread waitingPicker;

    private volatile long horizon = Long.MAX_VALUE;
    private boolean picking;
    private int stepsAtThisTime;
    private long forcedStep = FIRST_FORCED_STEP;
    private int[] candidates = new int[0];

    /**
     * Creates turns for nobody yet.
     *
     * @param agenda of the world
     * @param chooser decides whose turn it is
     * @param recorder is told
     * @param standstillNanos how long in real time everybody may sleep for ever before that is an error
     * @param situation says who waits for what, for that error
     */
    public Turns(Agenda agenda, Chooser chooser, Recorder recorder, long standstillNanos, Supplier<String> situation) {
        this.agenda = agenda;
        this.chooser = chooser;
        this.recorder = recorder;
        this.standstillNanos = standstillNanos;
        this.situation = situation;
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
     * From now on the clock moves so far and no further, until this is called again. For whoever has the turn, or before there are any.
     *
     * @param nanos how far
     */
    public void mayMove(long nanos) {
        horizon = agenda.elapsed() + nanos;
    }

    /** {@return the domains that sleep with a deadline, in words} For whoever has the turn. */
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

    /** Returns when somebody has the turn. */
    private void pick() throws InterruptedException {
        picking = true;
        try {
            long idleSince = System.nanoTime();
            while (holder == null) {
                awaitOutside();
                agenda.runDue();
                if (++stepsAtThisTime > PATIENCE) {
                    forceClock();
                }
                Seat next = choose();
                if (next != null) {
                    give(next);
                } else if (moveClock()) {
                    idleSince = System.nanoTime();
                } else {
                    awaitChange(idleSince + standstillNanos - System.nanoTime());
                }
            }
        } finally {
            picking = false;
        }
    }

    private void give(Seat next) {
        holder = next;
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
        if (outside.isEmpty()) {
            moveBy(Math.min(forcedStep, Math.min(untilNext(), horizon - agenda.elapsed())));
            forcedStep = Math.min(forcedStep << 1, Long.MAX_VALUE >> 2);
        }
    }

    private boolean moveClock() {
        long step = untilNext();
        if (step == Long.MAX_VALUE || !outside.isEmpty() || step > horizon - agenda.elapsed()) {
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

    /** For ever is {@link Long#MAX_VALUE}. */
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

    private void awaitChange(long left) throws InterruptedException {
        waitingPicker = Thread.currentThread();
        if (seats.stream().noneMatch(seat -> seat.canRun(agenda.now()))) {
            if (!outside.isEmpty()) {
                park(OUTSIDE_GRACE);
            } else if (left > 0) {
                park(left);
            } else {
                standstill();
            }
        }
        waitingPicker = null;
    }

    private void standstill() {
        // The picker is one of them.
        Seat first = seats.stream().filter(seat -> seat.state == State.ASLEEP).findFirst().orElseThrow();
        first.failure = new StandstillException((horizon == Long.MAX_VALUE
                ? "every domain sleeps, and nothing in this world will ever wake one: "
                : "every domain sleeps, and the clock moves only by World.advance: ") + situation.get());
        give(first);
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
        OutsideCall call = new OutsideCall(seat, delivery);
        outside.add(call);
        return call;
    }

    /** Code on a thread outside the world. Its end is delivered by the picker, in the order in which such code was begun. */
    private final class OutsideCall implements Runnable {
        private final Seat seat;
        private final Runnable delivery;
        private final AtomicBoolean delivered = new AtomicBoolean();
        private volatile boolean ended;

        OutsideCall(Seat seat, Runnable delivery) {
            this.seat = seat;
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
        return outside.stream().anyMatch(call -> !call.ended);
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
            // One of those who wait has to choose now.
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
