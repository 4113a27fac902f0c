package io.miou;

/**
 * Unwinds a task that is being cancelled, or a scope whose limit has passed. Every suspension point throws a new one,
 * again and again, until the task or the scope has ended (rule 8).
 *
 * <p>It is an {@code Error} so that {@code catch (Exception e)} does not swallow it. Let it pass; clean up in
 * {@code finally}, in {@link Miou#protect} or by owning resources. A parent never sees it: a child's cancellation reaches it
 * as {@link java.util.concurrent.CancellationException} or {@link Outcome.Cancelled} (rule 11).
 *
 * <p>One that ends a scope has no stack trace unless {@code -Dmiou.debug=true} is set: the scope catches it.
 *
 * <p>Code that catches it in a loop and goes on keeps its task alive, and the parent waiting. It does not stop the other fibers of
 * the domain: one in a few of the suspension points that throw lets them run, and the system be polled, before it throws.
 */
public final class TaskCancelled extends Error {

    private static final long serialVersionUID = 1L;

    // Only the scheduler makes them. Each throw is a new one: a shared one breaks try-with-resources, which adds what
    // close() throws to what the body threw, and an exception cannot be its own suppressed.
    TaskCancelled(String message) {
        super(message);
    }

    /** One that is caught by the scope that it ends: where it was thrown interests nobody, and costs more than all the rest. */
    static TaskCancelled withoutTrace(String message) {
        return new TaskCancelled(message, false);
    }

    private TaskCancelled(String message, boolean withTrace) {
        super(message, null, true, withTrace);
    }
}
