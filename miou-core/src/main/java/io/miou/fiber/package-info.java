/**
 * Fiber engines: how a task's code is suspended and resumed on a domain. Two interfaces, {@code FiberEngine} and
 * {@code FiberHost}, are all that the scheduler and an engine know of each other; this package knows no task.
 *
 * <p>There are two. On the carried engine ({@code Carried...}, {@code JdkInternals}) a domain's thread is itself the scheduler of its
 * fibers. On the portable one ({@code Portable...}) fibers are ordinary virtual threads, and the words are: the <em>baton</em>, which
 * whoever runs has; a <em>seat</em>, where a thread waits for it; the <em>steward</em>, a virtual thread that does a domain's chores
 * between fibers; the <em>keeper</em>, the domain's platform thread, which sleeps for it and watches over it.
 */
@NullMarked
package io.miou.fiber;

import org.jspecify.annotations.NullMarked;
