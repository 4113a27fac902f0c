package io.miou.task;

import org.jspecify.annotations.Nullable;

/** A thread that runs code for tasks: the body of a blocking call belongs to the task that waits for it. */
public interface ServingThread {

    /** {@return the client that the thread works for; null between two bodies} On that thread. */
    @Nullable
    Object client();
}
