/**
 * Tasks: their life from spawn to end, children and who may await them, cancellation and scopes, ownership. This
 * package implements the sealed types of {@code io.miou}, so the two know each other; it knows nothing else that is
 * above it. What it needs of a run is {@link io.miou.task.RunContext}.
 *
 * <p>Words: a task is <em>consumed</em> when its parent has awaited or cancelled it. A wait is <em>withdrawn</em> when
 * a cancellation wins against its completion. The <em>cause</em> of a task is the outermost cancellation that it
 * can see now.
 *
 * <p>Thread rule: what a task knows of itself is confined to its own domain. What its parent knows of it (links,
 * whether its end was seen, who watches it) is confined to the parent's domain. Between two domains everything travels
 * in messages.
 */
@NullMarked
package io.miou.task;

import org.jspecify.annotations.NullMarked;
