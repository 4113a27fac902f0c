package io.miou.net;

import io.miou.task.Failures;
import io.miou.task.Task;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The task that is reading from a stream, or writing to it: one at a time (rule 27). Confined to the domain of the
 * stream's owner and borrowers.
 */
final class StreamUser {

    private final String doing;
    private final Supplier<? extends IllegalStateException> refusal;

    @Nullable
    private Task<?> user;

    /**
     * Creates a direction that no task uses.
     *
     * @param doing what a user does, for messages
     * @param refusal makes the exception of a second user
     */
    StreamUser(String doing, Supplier<? extends IllegalStateException> refusal) {
        this.doing = doing;
        this.refusal = refusal;
    }

    /** Begins an operation of a task; throws if another has not ended. */
    void begin(Task<?> task, Object stream) {
        Task<?> other = user;
        if (other != null) {
            throw Failures.explained(refusal.get(), Failures.describe(task) + " has to wait: "
                    + Failures.describe(other) + " is " + doing + " " + stream
                    + " already; let one task do it, or guard it with a Mutex");
        }
        user = task;
    }

    /** Ends the operation. */
    void end() {
        user = null;
    }
}
