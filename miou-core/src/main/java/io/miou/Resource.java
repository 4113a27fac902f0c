package io.miou;

import io.miou.task.Holding;
import io.miou.task.OwnedValue;
import java.util.Objects;

/**
 * Something that a task owns and must close, give to a child or transfer to its parent before it returns. A task that
 * fails or is cancelled has its resources released for it, in reverse order of acquisition, after its last child has ended
 * (rule 17). The idea is Miou's {@code Ownership}.
 *
 * <p>All methods but {@link #ownership} need a current task: an {@link IllegalStateException} outside a fiber.
 *
 * <p>A wrapper implements {@link #ownership} by returning the token of what it wraps; the rest has defaults.
 */
public interface Resource extends AutoCloseable {

    /**
     * Makes a value a resource of the current task.
     *
     * {@snippet :
     * try (Owned<Connection> connection = Resource.own(pool.borrow(), pool::giveBack)) {
     *     connection.get().execute(statement);
     * }
     * }
     *
     * @param <T> the value's type
     * @param value the value
     * @param release run once, by {@link #close} or by the scheduler
     * @return the resource, owned by the current task
     * @throws IllegalStateException outside a fiber, or in a release function
     */
    static <T> Owned<T> own(T value, Release<? super T> release) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(release, "release");
        return OwnedValue.own(value, release);
    }

    /** {@return the token the scheduler knows it by; the same for the whole life of the resource} Any thread. */
    Ownership ownership();

    /**
     * Checks that the current task may use it. In the body of {@link Miou#blocking} that is the task that waits for the body.
     *
     * @throws NotOwnerError unless it is owned by, or lent to, the current task
     */
    default void check() {
        Holding.of(this).check();
    }

    /**
     * The task no longer answers for it; nothing is released. Somebody may {@link #adopt} it; what nobody has adopted when the
     * run ends is closed with a warning (rule 18).
     *
     * @throws NotOwnerError if the current task does not own it
     */
    default void disown() {
        Holding.of(this).disown();
    }

    /**
     * Makes the current task the owner of a resource that has none. Does nothing if it owns it already.
     *
     * @return this
     * @throws NotOwnerError if another task owns it
     * @throws IllegalStateException if it is closed; in a release function
     */
    default Resource adopt() {
        Holding.of(this).adopt();
        return this;
    }

    /**
     * Hands it to the parent, at the moment when the parent consumes this task's success. If the task ends otherwise, or is
     * cancelled, even after it has ended, the resource is released with it (rule 25).
     *
     * @return this
     * @throws NotOwnerError if the current task does not own it
     * @throws IllegalStateException in the main task, which has no parent; or while it is lent
     */
    default Resource transfer() {
        Holding.of(this).transfer();
        return this;
    }

    /**
     * Releases it, once: runs the release function, shielded, and disowns it. Works in a cancelled task too. Does nothing if it
     * is closed, or if the current task gave it away, transferred or disowned it (rule 26).
     *
     * @throws NotOwnerError if the current task has never owned it
     */
    @Override
    default void close() {
        Holding.of(this).close();
    }
}
