package io.miou.task;

import io.miou.inbox.Message;

/** Tells a task on another domain that it is cancelled. */
final class CancelMessage extends Message {

    private final Task<?> task;

    CancelMessage(Task<?> task) {
        this.task = task;
        task.askToCancel();
    }

    @Override
    public void deliver() {
        task.ownCancellation().cancelTask();
    }
}
