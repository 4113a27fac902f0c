/**
 * Fiber engines: how a task's code is suspended and resumed on a domain. Two interfaces, {@code FiberEngine} and
 * {@code FiberHost}, are all that the scheduler and an engine know of each other; this package knows no task.
 */
@NullMarked
package io.miou.fiber;

import org.jspecify.annotations.NullMarked;
