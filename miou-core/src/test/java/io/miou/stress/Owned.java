package io.miou.stress;

import io.miou.Promise;
import io.miou.Resource;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A resource of a random program. */
final class Owned {

    final int id;
    final ConcurrentLinkedQueue<TaskRun> borrowers = new ConcurrentLinkedQueue<>();
    volatile Resource resource;
    private volatile boolean released;

    Owned(int id) {
        this.id = id;
    }

    void setReleased() {
        released = true;
    }

    boolean isReleased() {
        return released;
    }

    boolean isLent() {
        return borrowers.stream()
                .anyMatch(borrower -> borrower.promise == null || borrower.promise.state() == Promise.State.RUNNING);
    }
}
