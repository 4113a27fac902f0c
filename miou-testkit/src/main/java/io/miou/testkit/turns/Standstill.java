package io.miou.testkit.turns;

/**
 * The limits after which a program counts as standing still although something in its world goes on.
 *
 * @param turns how many turns of domains the main task may wait, without a limit, in one wait
 * @param nanos how long it may do so, on the world's clock; both must have passed, or ten times the turns
 * @param realNanos how long in real time threads outside the world may take to wake a program that sleeps without a
 *        deadline
 * @param jdkNanos how long in real time a fiber may block the world while it waits in a call of the JDK
 */
public record Standstill(long turns, long nanos, long realNanos, long jdkNanos) {
}
