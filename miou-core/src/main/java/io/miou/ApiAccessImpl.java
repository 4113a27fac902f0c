package io.miou;

import io.miou.domain.DomainLoop;
import io.miou.task.ApiAccess;

/** Creates instances of this package's classes that have no public constructor. Any thread. */
final class ApiAccessImpl implements ApiAccess {

    @Override
    public Domain newDomain(DomainLoop loop) {
        return new Domain(loop);
    }

    @Override
    public TaskCancelled newCancelledWithoutTrace(String message) {
        return TaskCancelled.withoutTrace(message);
    }

    @Override
    public TaskCancelled newCancelledWithoutTrace(long task, String words) {
        return TaskCancelled.withoutTrace(task, words);
    }

    @Override
    public TaskCancelled newCancelled(String message) {
        return new TaskCancelled(message);
    }

    @Override
    public NotAChildError newNotAChild(String message) {
        return new NotAChildError(message);
    }

    @Override
    public NotOwnerError newNotOwner(String message) {
        return new NotOwnerError(message);
    }

    @Override
    public StillHasChildrenError newStillHasChildren(String message) {
        return new StillHasChildrenError(message);
    }

    @Override
    public ResourceLeakedError newResourceLeaked(String message) {
        return new ResourceLeakedError(message);
    }

    @Override
    public NoDomainAvailableException newNoDomainAvailable(String message) {
        return new NoDomainAvailableException(message);
    }
}
