package io.miou;

import io.miou.task.OwnedValue;
import io.miou.task.OwnershipState;
import java.util.Objects;

/**
 * An object that a task owns, and must close, give to a child or transfer to its parent before it returns.
 *
 * <p>The resources of a task that fails or is cancelled are released for it, in reverse order of acquisition, after its
 * last child has ended (rule 17).
 *
 * <p>All methods except {@link #ownership} need a current task: outside a fiber they throw
 * {@link IllegalStateException}.
 *
 * <p>A wrapper implements {@link #ownership} by returning the token of the wrapped resource; the other methods have
 * defaults. The idea is that of Miou's {@code Ownership}.
 *
 * @since 0.1.0
 */
public interface Resource extends AutoCloseable {

    /**
     * Makes a value a resource of the current task. Never suspends.
     *
     * {@snippet :
     * try (Owned<Connection> connection = Resource.own(pool.borrow(), pool::giveBack)) {
     *     connection.get().execute(statement);
     * }
     * }
     *
     * @param <T> the value's type
     * @param value the resource, such as a connection
     * @param release gives the value back; run once, by {@link #close} or by the scheduler
     * @return the value as a resource, owned by the current task
     * @throws IllegalStateException outside a fiber, or in a release function
     */
    static <T> Owned<T> own(T value, Release<? super T> release) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(release, "release");
        return OwnedValue.own(value, release);
    }

    /** {@return the token by which the scheduler knows the resource; the same during its whole life} Any thread. */
    Ownership ownership();

    /**
     * Checks that the current task may use the resource. In the body of {@link Miou#blocking}, the current task is the
     * one that waits for the body. Never suspends.
     *
     * @throws NotOwnerError if the current task neither owns it nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    default void check() {
        OwnershipState.of(this).check();
    }

    /**
     * Ends the ownership by the current task; nothing is released. Any task of the run may {@link #adopt} the resource.
     * If none has when the run ends, the resource is closed with a warning (rule 18).
     *
     * @throws NotOwnerError if the current task does not own it
     * @throws IllegalStateException outside a fiber
     */
    default void disown() {
        OwnershipState.of(this).disown();
    }

    /**
     * Makes the current task the owner of a resource that has none. Does nothing if the task owns it already.
     *
     * @return this
     * @throws NotOwnerError if another task owns it
     * @throws IllegalStateException if it is closed; in a release function; outside a fiber
     */
    default Resource adopt() {
        OwnershipState.of(this).adopt();
        return this;
    }

    /**
     * Transfers the resource to the parent. The parent becomes the owner when it consumes the success of this task. If
     * the task ends otherwise, or is cancelled even after its end, the resource is released with it (rule 25).
     *
     * @return this
     * @throws NotOwnerError if the current task does not own it
     * @throws IllegalStateException in the main task, which has no parent; while it is lent; outside a fiber
     */
    default Resource transfer() {
        OwnershipState.of(this).transfer();
        return this;
    }

    /**
     * Closes the resource: runs its release function once, shielded, and ends the ownership. Suspends where the
     * function does. Works in a cancelled task too (rule 10). Does nothing if the resource is closed, or if the current
     * task gave it away, transferred or disowned it (rule 26).
     *
     * @throws NotOwnerError if the current task has never owned it
     * @throws IllegalStateException outside a fiber
     */
    @Override
    default void close() {
        OwnershipState.of(this).close();
    }
}
