/**
 * The language of Miou: run a program, start tasks, await or cancel them, own resources. Start at {@link io.miou.Miou}.
 *
 * <p>Words: a <em>task</em> is a function. A <em>fiber</em> is a task that runs on a virtual thread. A <em>domain</em>
 * is a thread that runs its fibers and polls the operating system for them. A <em>promise</em> stands for a child in
 * its parent. A <em>suspension point</em> is a call that may suspend the fiber, and throws if the task is cancelled.
 *
 * <p>The numbers of rules refer to {@code docs/rules.md} of the project.
 */
@NullMarked
package io.miou;

import org.jspecify.annotations.NullMarked;
