package io.miou.task;

import io.miou.Domain;
import io.miou.NoDomainAvailableException;
import io.miou.NotAChildError;
import io.miou.NotOwnerError;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
import io.miou.TaskCancelled;
import io.miou.domain.DomainLoop;
import org.jspecify.annotations.Nullable;

/** The factories for classes of {@code io.miou} without public constructors, for the scheduler. */
public interface ApiAccess {

    /**
     * {@return a new handle}
     *
     * @param loop what it stands for
     */
    Domain newDomain(DomainLoop loop);

    /**
     * {@return a new error}
     *
     * @param message says which task or scope is cancelled
     */
    TaskCancelled newCancelled(String message);

    /** {@return a new one that does not know where it was thrown} */
    TaskCancelled newCancelledWithoutTrace(String message);

    /**
     * {@return the same as {@link #newCancelledWithoutTrace(String)}, with a message that is made when it is read}
     *
     * @param task the number of a task without a name of its own
     * @param words after the name of the task
     */
    TaskCancelled newCancelledWithoutTrace(long task, String words);

    /**
     * {@return a new error}
     *
     * @param message names both tasks and what the one did with the other (rule 2)
     */
    NotAChildError newNotAChild(String message);

    /**
     * {@return a new error}
     *
     * @param message names the resource, the task that used it, and its owner (rule 27)
     */
    NotOwnerError newNotOwner(String message);

    /**
     * {@return a new error}
     *
     * @param message names the task and the children that it has left behind (rule 1)
     */
    StillHasChildrenError newStillHasChildren(String message);

    /**
     * {@return a new error}
     *
     * @param message names the task and the resources that it still owns (rule 17)
     */
    ResourceLeakedError newResourceLeaked(String message);

    /**
     * {@return a new exception}
     *
     * @param message says how many domains the run has, and how to have more (rule 13)
     */
    NoDomainAvailableException newNoDomainAvailable(String message);

    /**
     * Sets the one instance; called by the launcher's class initialiser, so before any task exists.
     *
     * @param access the instance
     */
    static void install(ApiAccess access) {
        Holder.instance = access;
    }

    /** {@return the instance} */
    static ApiAccess get() {
        ApiAccess access = Holder.instance;
        if (access == null) {
            throw new IllegalStateException("no run was launched in this process");
        }
        return access;
    }

    /** The holder of the only instance. */
    final class Holder {

        @Nullable
        private static volatile ApiAccess instance;

        private Holder() {
        }
    }
}
