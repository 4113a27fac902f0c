package io.miou.task;

import io.miou.Owned;
import io.miou.Ownership;
import io.miou.Release;
import io.miou.support.Words;

/**
 * A value that a task owns.
 *
 * @param <T> the value
 */
public final class OwnedValue<T> implements Owned<T>, Releasable {

    private final T value;
    private final Release<? super T> release;
    private final OwnershipState ownership;

    private OwnedValue(T value, Release<? super T> release) {
        this.value = value;
        this.release = release;
        this.ownership = OwnershipState.acquire(this);
    }

    /**
     * Makes a value a resource of the current task.
     *
     * @param <T> its type
     * @param value the value
     * @param release gives it back
     * @return the resource
     */
    public static <T> Owned<T> own(T value, Release<? super T> release) {
        return new OwnedValue<>(value, release);
    }

    @Override
    public T get() {
        if (ownership.isClosedByCaller()) {
            throw new IllegalStateException(this + " was closed by " + Failures.describe(Task.currentOrWaiting())
                    + ", which now gets its value; get it before you close");
        }
        ownership.check();
        return value;
    }

    @Override
    public Ownership ownership() {
        return ownership;
    }

    @Override
    public Owned<T> adopt() {
        ownership.adopt();
        return this;
    }

    @Override
    public Owned<T> transfer() {
        ownership.transfer();
        return this;
    }

    @Override
    public void release() throws Exception {
        release.release(value);
    }

    @Override
    public String toString() {
        return "resource " + Words.named(value);
    }
}
