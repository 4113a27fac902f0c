/**
 * Synchronisation between fibers of any domain, and with threads outside.
 *
 * <p>Exclusion and counting: {@link io.miou.sync.Mutex}, {@link io.miou.sync.Condition}, {@link io.miou.sync.Semaphore}. Meeting:
 * {@link io.miou.sync.Latch}, {@link io.miou.sync.Barrier}. Passing things on: {@link io.miou.sync.Channel}, with
 * {@link io.miou.sync.ChannelPublisher} and {@link io.miou.sync.ChannelSubscriber} at its ends. Results:
 * {@link io.miou.sync.Lazy}, {@link io.miou.sync.Computation}, and {@link io.miou.sync.Trigger}, the smallest thing to wait for.
 *
 * <p>All are fair, first come, first served, and safe under cancellation (rule 9): a waiter that is cancelled has had no effect and leaves
 * no trace, and one that was served before its cancellation returns normally.
 *
 * <p>Words: a waiter <em>joins</em> a queue; who <em>serves</em> the queue <em>claims</em> the waiter that has waited longest, hands
 * over what it waits for, and <em>wakes</em> it; a cancellation <em>withdraws</em> it.
 *
 * <p>Thread rule: what may suspend is for fibers; what cannot is for any thread, but for {@code Mutex}, which must know whose it is.
 *
 * <p>Not here: a task that waits for its children ({@code io.miou.Promise}), and anything that outlives a run.
 */
@NullMarked
package io.miou.sync;

import org.jspecify.annotations.NullMarked;
