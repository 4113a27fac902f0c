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
    public TaskCancelled newCancelled(String message) {
        return new TaskCancelled(message);
    }
}
