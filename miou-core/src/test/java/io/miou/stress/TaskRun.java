package io.miou.stress;

import io.miou.Orphans;
import io.miou.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a running task of a random program. Confined to its domain; its parent reads it after the task has
 * ended.
 */
final class TaskRun {

    static final int NO_TOKEN = 0;

    final int id;
    final TaskRun parent;
    /** Children that were neither awaited nor cancelled. */
    final List<TaskRun> children = new ArrayList<>();
    final List<TaskRun> everyChild = new ArrayList<>();
    final List<Owned> owned = new ArrayList<>();
    final List<Owned> transferred = new ArrayList<>();
    final List<Owned> borrowed = new ArrayList<>();

    /** Set by the parent. */
    Promise<Integer> promise;

    Orphans<Integer> orphans;

    /** The innermost scope it is in. */
    int scope = Causes.NO_SCOPE;

    int domain;
    boolean sawCancellation;
    boolean hadChildrenOrResources;
    boolean violating;
    Throwable thrown;

    /** The token with which it becomes ready when it is started by its own domain. */
    int startToken = NO_TOKEN;

    /** The token with which its parent becomes ready when it ends. Set by the parent if both are on one domain. */
    int endToken = NO_TOKEN;

    boolean hasUsedEndToken;

    /** True if it was added to orphans. It is still there unless it was taken. */
    boolean isOrphan;

    TaskRun(int id, TaskRun parent) {
        this.id = id;
        this.parent = parent;
    }

    boolean isMain() {
        return parent == null;
    }

    /** Returns its resources that have not been released. */
    List<Owned> usable() {
        owned.removeIf(Owned::isReleased);
        return owned;
    }

    @Override
    public String toString() {
        return "task " + id;
    }
}
