package io.miou.testkit.turns;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A domain's place in a world.
 *
 * <p>Threads: {@link #wake} and the callbacks of {@link #outside} and {@link #awaiting} are for any thread, the rest
 * for the domain. Every field is guarded by the lock of {@link Turns}, except {@code woken} and {@code gone}, which are
 * volatile.
 */
public final class Seat {

    enum State {
        /** Has not asked for a turn yet. */
        EXPECTED,
        /** Has the turn. */
        RUNNING,
        /** Waits for its turn and can run. */
        READY,
        /** Waits for its turn; can run when it is woken or its deadline has come. */
        ASLEEP,
        /** Has lost its turn, but has not noticed yet. */
        AWAY,
        /** Has left. */
        GONE
    }

    final int domain;
    final Condition called;
    State state = State.EXPECTED;
    boolean sleepsForEver;
    long deadline;
    volatile boolean woken;
    volatile boolean gone;

    @Nullable
    StandstillException failure;

    private final Turns turns;

    Seat(Turns turns, int domain, Condition called) {
        this.turns = turns;
        this.domain = domain;
        this.called = called;
    }

    /**
     * Lets others have their turn, and returns when it is this one's again.
     *
     * @throws StandstillException if the run has to end
     */
    public void pause() throws StandstillException {
        turns.pause(this);
    }

    /**
     * Sleeps until this domain is woken or its deadline passes, and then until it has the turn.
     *
     * @param nanos of the world's clock; {@link Long#MAX_VALUE} for no deadline
     * @throws StandstillException if the run has to end
     */
    public void sleep(long nanos) throws StandstillException {
        turns.sleep(this, nanos);
    }

    /** Ends its sleep, or makes its next one short. */
    public void wake() {
        woken = true;
        turns.wakePicker();
    }

    /**
     * Notes that there is work for this domain. For the domain that has the turn or the thread that chooses, so that no
     * thread has to be woken.
     */
    public void attend() {
        woken = true;
    }

    /**
     * Notes that code of this domain begins to run on a thread outside the world; see {@link Turns}.
     *
     * @param delivery called when that has ended, by the thread that chooses the next turn
     * @return a callback, to be run when it has ended; any thread
     */
    public Runnable outside(Runnable delivery) {
        return turns.outsideBegins(this, delivery);
    }

    /**
     * Notes that a fiber of this domain begins to wait for a future; see {@link Turns}.
     *
     * @param delivery called when that is complete, by the thread that chooses the next turn
     * @return a callback, to be run when it is complete or no fiber waits for it any more; any thread
     */
    public Runnable awaiting(Runnable delivery) {
        return turns.futureAwaited(this, delivery);
    }

    /**
     * Notes that the main task begins to wait.
     *
     * @param atMostNanos how long at most; {@link Long#MAX_VALUE} for no limit
     */
    public void mainWaits(long atMostNanos) {
        turns.mainWaits(atMostNanos);
    }

    /** Leaves the world and does not return. */
    public void leave() {
        turns.leave(this);
    }

    boolean canRun(long now) {
        return state == State.READY
                || state == State.ASLEEP && (woken || !sleepsForEver && deadline - now <= 0);
    }
}
