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
public final class OwnedValue<T> implements Owned<T>, Holding.Content {

    private final T value;
    private final Release<? super T> release;
    private final Holding holding;

    private OwnedValue(T value, Release<? super T> release) {
        this.value = value;
        this.release = release;
        this.holding = Holding.acquire(this);
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
        if (holding.isClosedByCaller()) {
            throw new IllegalStateException(this + " was closed by " + Failures.describe(Task.currentOrWaiting())
                    + ", which now gets its value; get it before you close");
        }
        holding.check();
        return value;
    }

    @Override
    public Ownership ownership() {
        return holding;
    }

    @Override
    public Owned<T> adopt() {
        holding.adopt();
        return this;
    }

    @Override
    public Owned<T> transfer() {
        holding.transfer();
        return this;
    }

    @Override
    public void release() throws Exception {
        release.release(value);
    }

    @Override
    public String toString() {
        return "resource " + Words.of(value);
    }
}
