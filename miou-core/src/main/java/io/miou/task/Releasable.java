package io.miou.task;

/** The release of a resource when it is closed, and its undoing when it leaves its domain. */
public interface Releasable {

    /**
     * Releases the resource; called once, on a fiber, shielded.
     *
     * @throws Exception if that fails
     */
    void release() throws Exception;

    /**
     * Unties the resource from its domain, because the resource leaves that domain. On that domain.
     *
     * @throws Exception if that fails; the resource leaves nevertheless
     */
    default void leaveDomain() throws Exception {
    }

    /** {@return the advice for a task that returns and still owns the resource, as an imperative} */
    default String remedy() {
        return "close it, give it to a child or transfer it to the parent";
    }
}
