package io.miou.testkit.programs;

import io.miou.Promise;
import io.miou.Resource;
import java.util.ArrayList;
import java.util.List;

/** A resource of a random program. */
final class Thing {

    final int id;
    final List<Life> borrowers = new ArrayList<>();
    Resource resource;
    boolean released;

    Thing(int id) {
        this.id = id;
    }

    boolean isLent() {
        return borrowers.stream().anyMatch(one -> one.promise == null || one.promise.state() == Promise.State.RUNNING);
    }
}
