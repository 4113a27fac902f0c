/**
 * Synchronisation between fibers of any domain, and with threads outside a run.
 *
 * <p>Exclusion and counting: {@link io.miou.sync.Mutex}, {@link io.miou.sync.Condition},
 * {@link io.miou.sync.Semaphore}. Meeting: {@link io.miou.sync.Latch}, {@link io.miou.sync.Barrier}. Message passing:
 * {@link io.miou.sync.Channel}, with {@link io.miou.sync.ChannelPublisher} and {@link io.miou.sync.ChannelSubscriber}
 * at its ends. Results: {@link io.miou.sync.Lazy}, {@link io.miou.sync.Computation}, and {@link io.miou.sync.Trigger},
 * the smallest object to wait for.
 *
 * <p>All are fair, first come, first served, and safe under cancellation (rule 9). A cancelled waiter has had no effect
 * and is removed at once. A waiter that was served before its cancellation returns normally.
 *
 * <p>Words: a waiter <em>joins</em> a queue. The thread that <em>serves</em> the queue <em>claims</em> the oldest
 * waiter, hands over what it waits for, and <em>wakes</em> it. A cancellation <em>withdraws</em> it.
 *
 * <p>Thread rule: suspending methods need a fiber. The others may be called from any thread, except those of
 * {@code Mutex}, which need the current task.
 *
 * <p>Not here: a task that waits for its children ({@code io.miou.Promise}), and anything that outlives a run.
 */
@NullMarked
package io.miou.sync;

import org.jspecify.annotations.NullMarked;
