/**
 * The bridge between tasks and other threads: tasks that any thread submits to a run, and code of a task that runs on a
 * blocking thread.
 */
@NullMarked
package io.miou.bridge;

import org.jspecify.annotations.NullMarked;
