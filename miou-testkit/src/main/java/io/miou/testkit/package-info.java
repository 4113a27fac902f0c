/**
 * Runs programs in a simulated world. So a test sees events that are very rare on a real operating system, and can
 * repeat them.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>simulation</dt><dd>the settings of a world: its seed, its number of domains, its faults.</dd>
 * <dt>world</dt><dd>one run of a program: a clock that moves when every domain is idle, a network in memory, and
 * turns.</dd>
 * <dt>turn</dt><dd>one domain runs at a time, from one suspension of a fiber to the next; a schedule decides
 * which.</dd>
 * <dt>seed</dt><dd>the source of every choice. The same seed gives the same run, event for event.</dd>
 * </dl>
 *
 * <h2>What is simulated</h2>
 * Everything that goes through a backend: sleeping, time limits, sockets, and the order in which domains run. Not
 * simulated are threads of the program, files, processes and name resolution. Code in {@code Miou.blocking} is not
 * simulated either: the world waits for it as if it took no time.
 *
 * <p>The idea is old: FoundationDB's simulation made it known, Eio's mock backend and Coyote are near. Priorities with
 * a few random changes are the scheduler of Burckhardt and others, "A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs" (ASPLOS 2010).
 */
@NullMarked
package io.miou.testkit;

import org.jspecify.annotations.NullMarked;
