/**
 * Runs programs in a simulated world, so that a test sees what an operating system shows once in a year, and sees it
 * again.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>simulation</dt><dd>what a world is to be like: its seed, how many domains it has, its faults.</dd>
 * <dt>world</dt><dd>one run of a program: a clock that moves when every domain is idle, a network in memory, and
 * turns.</dd>
 * <dt>turn</dt><dd>one domain runs at a time, from one suspension of a fiber to the next; a schedule decides
 * which.</dd>
 * <dt>seed</dt><dd>where every choice comes from. The same seed gives the same run, event for event.</dd>
 * </dl>
 *
 * <h2>What is simulated</h2>
 * Whatever goes through a backend: sleeping, limits of time, sockets, and the order in which domains run. Not
 * simulated: code in {@code Miou.blocking}, which the world waits for as if it took no time; threads of the program's
 * own; files, processes and name resolution.
 *
 * <p>The idea is old: FoundationDB's simulation made it known, Eio's mock backend and Coyote are near. Priorities with
 * a few random changes are the scheduler of Burckhardt and others, "A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs" (ASPLOS 2010).
 */
@NullMarked
package io.miou.testkit;

import org.jspecify.annotations.NullMarked;
