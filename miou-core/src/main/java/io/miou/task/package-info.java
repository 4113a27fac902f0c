/**
 * Tasks: their life from spawn to end, children and who may await them, cancellation and scopes, ownership. This package
 * implements the sealed types of {@code io.miou}, so the two know each other; nothing below knows either.
 *
 * <p>Words: a task is <em>consumed</em> when its parent has awaited or cancelled it; a wait is <em>withdrawn</em> when
 * a cancellation wins against its completion; the <em>cause</em> of a task is the outermost cancellation that it
 * can see now.
 *
 * <p>Thread rule: what a task knows of itself is confined to its own domain; what its parent knows of it (links, whether
 * its end was seen, who watches it) is confined to the parent's domain. Between two domains everything travels in
 * messages.
 */
@NullMarked
package io.miou.task;

import org.jspecify.annotations.NullMarked;
