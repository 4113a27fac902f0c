package io.miou.task;

import io.miou.Resource;
import io.miou.support.Words;
import org.jspecify.annotations.Nullable;

/**
 * The part of an ownership that releases: the resource itself, and the wrappers around it. A class of its own for that;
 * its fields are part of the ownership's object.
 *
 * <p>Threads: the wrappers are confined to the domain of the owner and the borrowers; the rest is for any thread.
 */
public abstract sealed class OwnedContent permits OwnershipState {

    private final Releasable content;

    /** The wrappers, the outermost first; they are released before the resource. */
    @Nullable
    private Wrapper wrappers;

    OwnedContent(Releasable content) {
        this.content = content;
    }

    /**
     * Something that holds a resource, and things of its own.
     *
     * @param wrapped the resource, or a wrapper of it; null if that is not known
     * @param release of its own things
     * @param inner the wrapper that was added before
     */
    private record Wrapper(@Nullable Resource wrapped, Runnable release, @Nullable Wrapper inner) {
    }

    /**
     * Adds an action to the release, for a wrapper that holds something of its own. It is run once, shielded, before
     * the resource is released, by {@code close} or by the scheduler; the action that was added last is run first. On
     * the domain of the owner and the borrowers.
     *
     * @param action must neither throw nor suspend
     */
    public void beforeRelease(Runnable action) {
        wrappers = new Wrapper(null, action, wrappers);
    }

    /**
     * Adds an action as {@link #beforeRelease} does, and notes that a resource has a wrapper now. Call
     * {@link #requireNotWrapped} before.
     *
     * @param wrapped this resource, or a wrapper of it
     * @param action must neither throw nor suspend
     */
    public void wrap(Resource wrapped, Runnable action) {
        wrappers = new Wrapper(wrapped, action, wrappers);
    }

    /**
     * Checks that a resource has no wrapper: two of them would take each other's bytes.
     *
     * @param wrapped this resource, or a wrapper of it, which may be wrapped in turn
     * @throws IllegalStateException if it has one
     */
    public void requireNotWrapped(Resource wrapped) {
        for (Wrapper wrapper = wrappers; wrapper != null; wrapper = wrapper.inner) {
            if (wrapper.wrapped == wrapped) {
                throw new IllegalStateException(wrapped + " has a wrapper already, and cannot have another; use the"
                        + " wrapper, or open a new connection");
            }
        }
    }

    final void releaseContent() throws Exception {
        Wrapper outermost = wrappers;
        wrappers = null;
        try {
            for (Wrapper wrapper = outermost; wrapper != null; wrapper = wrapper.inner) {
                wrapper.release.run();
            }
        } finally {
            content.release();
        }
    }

    final Releasable content() {
        return content;
    }

    final String remedy() {
        return content.remedy();
    }

    @Override
    public String toString() {
        return Words.of(content);
    }
}
