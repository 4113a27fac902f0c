/**
 * Tasks: their life from spawn to end, children and the right to await them, cancellation and scopes, ownership. This
 * package implements the sealed types of {@code io.miou}, so the two depend on each other. It depends on nothing else
 * above it. It reaches the run through {@link io.miou.task.RunContext}.
 *
 * <p>Words: a task is <em>consumed</em> when its parent has awaited or cancelled it. A wait is <em>withdrawn</em> when
 * a cancellation wins against its completion. The <em>cause</em> of a task is the outermost cancellation that it
 * can see now.
 *
 * <p>Thread rule: the task's own state is confined to its own domain. The parent's state about a child (links, whether
 * its end was seen, its listeners) is confined to the parent's domain. Between two domains everything travels in
 * messages.
 */
@NullMarked
package io.miou.task;

import org.jspecify.annotations.NullMarked;
