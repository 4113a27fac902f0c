/**
 * The order of execution in a simulated world: one domain runs at a time, chosen from a seed, under a clock that moves
 * when all are idle.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>turn</dt><dd>the right to run. A domain has it from one poll to the next.</dd>
 * <dt>seat</dt><dd>a domain's place in the world: where it waits for its turn.</dd>
 * <dt>agenda</dt><dd>the future actions of the world with their times: the arrival of bytes, for example.</dd>
 * <dt>standstill</dt><dd>all domains sleep, and no event in the world will ever wake one.</dd>
 * </dl>
 *
 * <h2>Thread rule</h2>
 * {@code Turns} and {@code Seat} lock. Everything else of a world, in this package and in
 * {@code io.miou.testkit.network}, is confined to the domain that has the turn, or to the thread that chooses the next
 * one. The lock makes the writes of one visible to the next.
 */
@NullMarked
package io.miou.testkit.turns;

import org.jspecify.annotations.NullMarked;
