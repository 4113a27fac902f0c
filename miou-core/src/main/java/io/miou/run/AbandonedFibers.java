package io.miou.run;

import io.miou.task.Failures;
import io.miou.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fibers that a run has given up because they did not return from a call of the JDK (rule 32). Makes the error that
 * names them. Any thread.
 */
final class AbandonedFibers {

    private static final int MOST_STACKS = 10;
    private static final int MOST_FRAMES = 40;

    private final List<String> descriptions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Adds a fiber that was given up. The task has not got another one yet. */
    synchronized void add(Task<?> task, StackTraceElement[] stack) {
        threads.add(task.fiber().thread());
        add((task.hasEnded() ? "what depends on " : "") + Failures.describe(task) + " on domain " + task.loop().id(),
                stack);
    }

    /** Adds the body of a blocking call that was given up. */
    synchronized void addBlocking(Task<?> task, Thread thread) {
        add("Miou.blocking of " + Failures.describe(task) + " on thread " + thread.getName(), thread.getStackTrace());
    }

    private void add(String what, StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder(what);
        if (descriptions.size() < MOST_STACKS) {
            for (int i = 0; i < Math.min(stack.length, MOST_FRAMES); i++) {
                text.append("\n\tat ").append(stack[i]);
            }
        }
        descriptions.add(text.toString());
    }

    /** {@return the threads of the fibers, for thread dumps} */
    synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    synchronized boolean isEmpty() {
        return descriptions.isEmpty();
    }

    /**
     * {@return the exception that {@code run} throws}
     *
     * @param other the exception that it would have thrown otherwise
     */
    synchronized IllegalStateException error(@Nullable Throwable other) {
        int count = descriptions.size();
        IllegalStateException error = new IllegalStateException("the run was asked to end and has given up "
                + (count == 1 ? "a thread that does" : count + " threads that do")
                + " not come back; everything else is released. Wait with a call that can be interrupted, such as"
                + " lockInterruptibly, or with io.miou.sync.Mutex, and compute with Miou.yield() now and then.\n"
                + String.join("\n", descriptions));
        if (other != null) {
            error.addSuppressed(other);
        }
        return error;
    }
}
