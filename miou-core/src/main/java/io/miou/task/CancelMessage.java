package io.miou.task;

import io.miou.inbox.Message;

/** Tells a task on another domain that it is cancelled. */
final class CancelMessage extends Message {

    private final Task<?> task;
    private final boolean withParent;

    CancelMessage(Task<?> task, boolean withParent) {
        this.task = task;
        this.withParent = withParent;
        task.askToCancel();
    }

    @Override
    public void deliver() {
        task.ownCancellation().cancelTask(withParent);
    }
}
