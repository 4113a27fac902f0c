package io.miou.task;

import io.miou.inbox.Message;
import org.jspecify.annotations.Nullable;

/**
 * The parent's view of a task: the part of it that is confined to the parent's domain. A class of its own for that,
 * and part of the task's object because a hundred thousand of them are walked over one after the other.
 */
public abstract sealed class TaskNode extends Message permits CancellableTask {

    /** The task's place among all children of its parent. */
    final long ordinal;

    /** The stamp of the last join whose promises included this task. */
    long joinStamp;

    @Nullable
    Task<?> older;

    @Nullable
    Task<?> younger;

    /** True while it is in the parent's list: neither consumed nor cancelled and ended. */
    boolean listed;

    /** True after the parent has seen its end. */
    boolean ended;

    boolean cancelRequested;

    /** True for an internal helper of the parent: cancelled when the parent returns, without a violation (rule 1). */
    boolean attendant;

    /** True after the parent has its outcome and its transferred resources. */
    boolean consumed;

    @Nullable
    OrphanSet<?> orphans;

    TaskNode(long ordinal) {
        this.ordinal = ordinal;
    }

    /** Makes it a helper of its parent, which need not await it. On the parent's fiber. */
    public final void markAttendant() {
        attendant = true;
    }

    /** {@return whether it helps its parent without being awaited} */
    public final boolean isAttendant() {
        return attendant;
    }
}
