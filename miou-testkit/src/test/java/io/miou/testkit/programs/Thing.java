package io.miou.testkit.programs;

import io.miou.Promise;
import io.miou.Resource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A resource of a random program. Any task may look at it. */
final class Thing {

    final int id;
    final List<Life> borrowers = new CopyOnWriteArrayList<>();
    volatile Resource resource;
    volatile boolean released;

    Thing(int id) {
        this.id = id;
    }

    boolean isLent() {
        return borrowers.stream().anyMatch(one -> one.promise == null || one.promise.state() == Promise.State.RUNNING);
    }
}
