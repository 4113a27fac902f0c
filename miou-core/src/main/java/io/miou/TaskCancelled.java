package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * Unwinds a task that is cancelled, or a scope whose time limit has expired. Every suspension point throws a new one
 * until the task or the scope has ended (rule 8).
 *
 * <p>It is an {@code Error}, so that {@code catch (Exception e)} does not swallow it. Let it pass, and clean up in
 * {@code finally}, in {@link Miou#protect} or by owning resources. A parent never sees it: the cancellation of a child
 * reaches the parent as {@link java.util.concurrent.CancellationException} or {@link Outcome.Cancelled} (rule 11).
 *
 * <p>One that ends a scope has no stack trace, because the scope catches it. Nor has that of a task whose parent is
 * cancelled too: a tree of tasks would otherwise make as many traces. {@code -Dmiou.debug=true} adds them.
 *
 * <p>Code that catches it in a loop keeps its task alive, and its parent waiting. The other fibers of the domain still
 * run: from time to time such a suspension point lets them run, and polls the operating system, before it throws.
 *
 * @since 0.1.0
 */
public final class TaskCancelled extends Error {

    private static final long serialVersionUID = 1L;

    /** The words after the name of the task, if the message is made when it is read; otherwise empty. */
    private final String lateWords;

    /** The number of the task, for a message that is made when it is read. */
    private final long task;

    // Only the scheduler creates them. Each throw needs a new one: try-with-resources adds the exception of close() to
    // that of the body, and no exception can be suppressed in itself.
    TaskCancelled(String message) {
        super(message);
        lateWords = "";
        task = 0;
    }

    /** Creates one that is hardly ever read: a stack trace would cost more than everything else. */
    static TaskCancelled withoutTrace(String message) {
        return new TaskCancelled(message, "", 0);
    }

    /** Creates the same for a task without a name of its own. Its message is made when it is read, which is seldom. */
    static TaskCancelled withoutTrace(long task, String words) {
        return new TaskCancelled(null, words, task);
    }

    private TaskCancelled(@Nullable String message, String lateWords, long task) {
        super(message, null, true, false);
        this.lateWords = lateWords;
        this.task = task;
    }

    @Override
    public @Nullable String getMessage() {
        return lateWords.isEmpty() ? super.getMessage() : "task-" + task + lateWords;
    }
}
