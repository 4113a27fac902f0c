package io.miou.spi;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Ties one handle to its backend: the backend that it is attached to, and at most one watch per direction. A backend
 * extends this class with what its own poller needs; {@link HandleBase} hands over to it.
 *
 * <p>Confined to the domain of the backend, except {@link #isOpen()}, which any thread may call. A detached
 * registration may move to another thread; the thread that moves it publishes it safely, so no field is volatile.
 *
 * @param <B> the kind of backend that the handle can be attached to
 * @since 0.1.0
 */
public abstract class Registration<B extends Backend> {

    private final Class<B> kind;

    private @Nullable B backend;
    private @Nullable Readiness reader;
    private @Nullable Readiness writer;

    /**
     * Creates the registration of a new handle. The poller need not know the descriptor yet.
     *
     * @param kind the class of the backends that the handle can be attached to
     * @param backend the backend that it is attached to; null for a handle that is detached
     */
    protected Registration(Class<B> kind, @Nullable B backend) {
        this.kind = kind;
        this.backend = backend;
    }

    // What a backend adds

    /** {@return whether the descriptor has not been closed} Any thread may call it. */
    protected abstract boolean isOpen();

    /**
     * Makes the poller look for a direction. Called before a watch is set, each time.
     *
     * @param poller the backend that the handle is attached to
     * @param direction of the watch
     * @throws IOException if the poller refuses the descriptor; no watch is set then
     */
    protected abstract void register(B poller, Direction direction) throws IOException;

    /**
     * Called before the handle joins a backend. The default does nothing: most pollers learn of a descriptor at its
     * first watch.
     *
     * @param poller the backend
     */
    protected void join(B poller) {
        // See above.
    }

    /**
     * Makes the poller forget the descriptor, if it knows it. Called when the handle is detached.
     *
     * @param poller the backend that the handle leaves
     * @throws IOException if the operating system reports an error; the handle is detached nevertheless
     */
    protected abstract void deregister(B poller) throws IOException;

    /**
     * Releases the descriptor, and makes the poller forget it at its next poll or before. Called by {@link #close()},
     * each time.
     *
     * @throws IOException if the operating system reports an error; the descriptor is released nevertheless
     */
    protected abstract void release() throws IOException;

    /**
     * {@return whether the handle can be attached to another backend of this class} A class of backends that has
     * several kinds tells them apart here. The default is true.
     *
     * @param other the other backend
     */
    protected boolean fits(B other) {
        return true;
    }

    /** {@return the name of its kind of backend, for messages} The default is the name of the class. */
    protected String kindName() {
        return kind.getName();
    }

    // What every backend gets

    /** {@return the backend that the handle is attached to; null while it is detached} */
    public final @Nullable B backend() {
        return backend;
    }

    /**
     * {@return whether a direction is watched}
     *
     * @param direction to ask for
     */
    public final boolean isWatched(Direction direction) {
        return watch(direction) != null;
    }

    /**
     * {@return the watch of a direction; null if there is none}
     *
     * @param direction of the watch
     */
    protected final @Nullable Readiness watch(Direction direction) {
        return direction == Direction.READ ? reader : writer;
    }

    /**
     * Sets a watch; see {@link SocketHandle#watch}.
     *
     * @param direction to wait for
     * @param readiness called by {@link #fire}
     * @throws ClosedChannelException if the handle is closed
     * @throws IOException if the poller refuses the descriptor
     * @throws IllegalStateException if the direction is watched already or the handle is detached
     */
    public void watch(Direction direction, Readiness readiness) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        B poller = backend;
        if (poller == null) {
            throw new IllegalStateException("the handle is detached; attach it before it is watched");
        }
        if (isWatched(direction)) {
            throw new IllegalStateException("the handle is watched for " + direction + " already");
        }
        register(poller, direction);
        if (direction == Direction.READ) {
            reader = readiness;
        } else {
            writer = readiness;
        }
    }

    /**
     * Takes a watch back, if there is one. The poller may go on looking for the direction.
     *
     * @param direction of the watch
     */
    public void unwatch(Direction direction) {
        clear(direction);
    }

    private void clear(Direction direction) {
        if (direction == Direction.READ) {
            reader = null;
        } else {
            writer = null;
        }
    }

    /** Takes all watches back. */
    public final void dropWatches() {
        reader = null;
        writer = null;
    }

    /**
     * Takes the watch of a direction and calls it. A backend calls this within a poll, when the direction is ready.
     *
     * @param direction that is ready
     * @return whether there was a watch
     */
    protected final boolean fire(Direction direction) {
        Readiness watch = watch(direction);
        if (watch == null) {
            return false;
        }
        clear(direction);
        watch.ready();
        return true;
    }

    /**
     * Joins a backend; see {@link SocketHandle#attach}.
     *
     * @param other the backend
     * @throws IllegalStateException if the handle is attached to another backend
     * @throws IllegalArgumentException if the backend is of another kind
     */
    public final void attach(Backend other) {
        if (!kind.isInstance(other) || !fits(kind.cast(other))) {
            throw new IllegalArgumentException("a handle of " + kindName() + " cannot join a backend of "
                    + other.getClass().getName() + "; attach it to a backend of its own kind");
        }
        if (backend != null && backend != other) {
            throw new IllegalStateException("the handle is attached to another backend; detach it there first");
        }
        B joined = kind.cast(other);
        join(joined);
        backend = joined;
    }

    /**
     * Leaves the backend; see {@link SocketHandle#detach}.
     *
     * @throws IllegalStateException if a direction is watched
     * @throws IOException if the operating system reports an error; the handle is detached nevertheless
     */
    public final void detach() throws IOException {
        if (reader != null || writer != null) {
            Direction watched = reader != null ? Direction.READ : Direction.WRITE;
            throw new IllegalStateException("the handle is watched for " + watched + "; unwatch it before it leaves");
        }
        B left = backend;
        backend = null;
        if (left != null) {
            deregister(left);
        }
    }

    /**
     * Takes all watches back and releases the descriptor.
     *
     * @throws IOException if the operating system reports an error; the descriptor is released nevertheless
     */
    public final void close() throws IOException {
        dropWatches();
        release();
    }
}
