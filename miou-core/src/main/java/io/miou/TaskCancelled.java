package io.miou;

/**
 * Unwinds a task that is cancelled, or a scope whose time limit has expired. Every suspension point throws a new one
 * until the task or the scope has ended (rule 8).
 *
 * <p>It is an {@code Error}, so that {@code catch (Exception e)} does not swallow it. Let it pass, and clean up in
 * {@code finally}, in {@link Miou#protect} or by owning resources. A parent never sees it: the cancellation of a child
 * reaches the parent as {@link java.util.concurrent.CancellationException} or {@link Outcome.Cancelled} (rule 11).
 *
 * <p>One that ends a scope has no stack trace, because the scope catches it; {@code -Dmiou.debug=true} adds the trace.
 *
 * <p>Code that catches it in a loop keeps its task alive, and its parent waiting. The other fibers of the domain still
 * run: from time to time such a suspension point lets them run, and polls the operating system, before it throws.
 */
public final class TaskCancelled extends Error {

    private static final long serialVersionUID = 1L;

    // Only the scheduler creates them. Each throw needs a new one: try-with-resources adds the exception of close() to
    // that of the body, and no exception can be suppressed in itself.
    TaskCancelled(String message) {
        super(message);
    }

    /**
     * Creates one for a scope, which catches it: a stack trace would cost more than everything else and is never read.
     */
    static TaskCancelled withoutTrace(String message) {
        return new TaskCancelled(message, false);
    }

    private TaskCancelled(String message, boolean withTrace) {
        super(message, null, true, withTrace);
    }
}
