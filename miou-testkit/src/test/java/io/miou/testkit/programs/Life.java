package io.miou.testkit.programs;

import io.miou.Orphans;
import io.miou.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a task of a random program. Used by that task, and by its parent after the task has ended; its promise
 * is for all.
 */
final class Life {

    static final int NO_SCOPE = 0;
    static final int NO_TOKEN = 0;

    final int id;
    final Life parent;
    final List<Life> children = new ArrayList<>();
    final List<Life> orphaned = new ArrayList<>();
    final List<Thing> owned = new ArrayList<>();
    final List<Thing> transferred = new ArrayList<>();
    final List<Thing> borrowed = new ArrayList<>();

    volatile Promise<Integer> promise;
    Orphans<Integer> orphans;
    int scope = NO_SCOPE;
    int domain;
    volatile boolean lived;
    boolean hadChildrenOrResources;

    /** The token with which it becomes ready when its own domain starts it. */
    int startToken = NO_TOKEN;

    /** The token with which its parent becomes ready when it ends. Set by the parent if both are on one domain. */
    int endToken = NO_TOKEN;

    boolean hasUsedEndToken;

    /** True if draining was cut short: then it is not known which of the orphans are still there. */
    boolean unsure;

    Throwable thrown;

    Life(int id, Life parent) {
        this.id = id;
        this.parent = parent;
    }

    boolean isMain() {
        return parent == null;
    }

    /** Returns its resources that have not been released. */
    List<Thing> usable() {
        owned.removeIf(thing -> thing.released);
        return owned;
    }

    @Override
    public String toString() {
        return "task " + id;
    }
}
