package io.miou.testkit.turns;

import java.time.Duration;

/**
 * The patience with a main task that waits while something else in its world goes on. Its limits are a
 * {@link Standstill}. Guarded by the lock of {@link Turns}, except {@link #mainWaits}, which is for the domain that has
 * the turn.
 */
final class Patience {

    /** The factor by which the turns of a standstill are multiplied if time has hardly passed. */
    private static final long TURNS_INSTEAD_OF_TIME = 10;

    private final Agenda agenda;
    private final Standstill standstill;
    private boolean mainWaitsForEver = true;
    private long since;
    private long turns;

    /** Whether a standstill has cancelled the main task, and at which real time. */
    private boolean cancelled;

    private long cancelledAt;

    Patience(Agenda agenda, Standstill standstill) {
        this.agenda = agenda;
        this.standstill = standstill;
    }

    /** Notes that the main task begins to wait. */
    void mainWaits(long atMostNanos) {
        mainWaitsForEver = atMostNanos == Long.MAX_VALUE;
        restart();
    }

    /** Waits as long again. */
    void restart() {
        since = agenda.elapsed();
        turns = 0;
    }

    /** Notes that a domain gets the turn. */
    void turnGiven() {
        turns++;
    }

    /** Notes that the main task is cancelled now, by a thread outside, which takes real time. */
    void cancelled() {
        cancelled = true;
        cancelledAt = System.nanoTime();
    }

    /** Returns whether the main task has waited for too long. */
    boolean isOver() {
        boolean mayBeCancelledSoon = cancelled && System.nanoTime() - cancelledAt < standstill.realNanos();
        return mainWaitsForEver && !mayBeCancelledSoon && turns > standstill.turns()
                && (agenda.elapsed() - since >= standstill.nanos()
                        || turns / TURNS_INSTEAD_OF_TIME > standstill.turns());
    }

    /** Returns what happens then, as the begin of a message. */
    String describe() {
        return "the main task has waited for " + Duration.ofNanos(agenda.elapsed() - since)
                + " of this world's time, and in " + turns
                + " turns of its domains nothing has let it go on; if it is to wait longer, give it more with Simulation.patience: ";
    }
}
