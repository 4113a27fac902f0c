/**
 * Fiber engines: they suspend and resume the code of tasks on a domain. The scheduler and an engine share only two
 * interfaces, {@code FiberEngine} and {@code FiberHost}. This package does not depend on tasks.
 *
 * <p>There are two engines. On the carried one ({@code Carried...}, {@code JdkInternals}) the thread of a domain is
 * itself the scheduler of its fibers (ADR 10). On the portable one ({@code Portable...}) fibers are ordinary virtual
 * threads (ADR 45). Its words are these. The <em>baton</em> is the right to run, which the running thread has. A
 * <em>handoff</em> is the place where a thread waits for the baton. The <em>service thread</em> is a virtual thread
 * that does the work of a domain between fibers. The <em>poller thread</em> is the platform thread of a domain, which
 * sleeps in the poller and watches for blocked fibers.
 */
@NullMarked
package io.miou.fiber;

import org.jspecify.annotations.NullMarked;
