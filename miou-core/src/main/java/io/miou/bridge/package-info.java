/**
 * The bridge between tasks and other threads: tasks that any thread submits to a run, code of a task that runs on a
 * blocking thread, and signals that a thread of the JVM takes.
 */
@NullMarked
package io.miou.bridge;

import org.jspecify.annotations.NullMarked;
