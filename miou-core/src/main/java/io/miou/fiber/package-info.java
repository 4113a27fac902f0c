/**
 * Fiber engines: they suspend and resume the code of tasks on a domain. The scheduler and an engine know only two
 * interfaces of each other, {@code FiberEngine} and {@code FiberHost}. This package knows no task.
 *
 * <p>There are two engines. On the carried one ({@code Carried...}, {@code JdkInternals}) the thread of a domain is
 * itself the scheduler of its fibers (ADR 10). On the portable one ({@code Portable...}) fibers are ordinary virtual
 * threads (ADR 45). Its words are: the <em>baton</em>, which the running thread has; a <em>handoff</em>, where a thread
 * waits for the baton; the <em>service thread</em>, a virtual thread that does the work of a domain between fibers; the
 * <em>poller thread</em>, the platform thread of a domain, which sleeps in the poller and watches for blocked fibers.
 */
@NullMarked
package io.miou.fiber;

import org.jspecify.annotations.NullMarked;
