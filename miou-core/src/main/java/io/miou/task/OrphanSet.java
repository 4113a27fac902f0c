package io.miou.task;

import io.miou.Action;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The children that a task looks after later: the living and those that have ended, in order. Adding, ending and taking are
 * O(1). Confined to the owner's domain; every call checks that the owner makes it.
 *
 * @param <T> what they return
 */
public final class OrphanSet<T extends @Nullable Object> implements Orphans<T> {

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final Task<?> owner;
    private final int limit;
    private final LinkedHashSet<Task<?>> living = new LinkedHashSet<>();
    private final LinkedHashSet<Task<?>> ended = new LinkedHashSet<>();

    @Nullable
    private JoinWait waiter;

    @Nullable
    private JoinWait waiterForRoom;

    @Nullable
    private Runnable endListener;

    /** Creates an empty set for the current task. */
    public OrphanSet() {
        this(UNLIMITED);
    }

    /**
     * Creates an empty set for the current task, with a limit.
     *
     * @param limit how many may be living
     */
    public OrphanSet(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("orphans(" + limit + "): choose 1 or more");
        }
        this.owner = Task.current();
        this.limit = limit;
    }

    /** Suspends while there are as many living children as there may be. */
    private void awaitRoom() {
        requireOwner();
        if (limit == UNLIMITED) {
            return;
        }
        owner.checkCancelled();
        while (living.size() >= limit) {
            JoinWait wait = JoinWait.forRoom(owner);
            waiterForRoom = wait;
            try {
                owner.suspend(wait);
            } finally {
                waiterForRoom = null;
            }
        }
    }

    private Task<?> requireOwner() {
        Task<?> caller = Task.current();
        if (caller != owner) {
            throw new IllegalStateException(Failures.describe(caller) + " used the orphans of "
                    + Failures.describe(owner) + ": they belong to one parent; make orphans of its own");
        }
        return caller;
    }

    @Override
    public <P extends Promise<? extends T>> P add(P child) {
        Task<?> task = requireAddable(child);
        if (task.orphans != this) {
            awaitRoom();
        }
        return list(child, task);
    }

    private Task<?> requireAddable(Promise<? extends T> child) {
        requireOwner();
        Task<?> task = switch ((Promise<?>) Objects.requireNonNull(child, "child")) {
            case Task<?> it -> it;
        };
        task.requireChildOf(owner);
        if (task.consumed) {
            throw new IllegalArgumentException(Failures.describe(task)
                    + " was awaited or cancelled already; add a child before that");
        }
        if (task.orphans != null && task.orphans != this) {
            throw new IllegalArgumentException(
                    Failures.describe(task) + " is in other orphans; take it from them first");
        }
        return task;
    }

    private <P extends Promise<? extends T>> P list(P child, Task<?> task) {
        task.orphans = this;
        (task.ended ? ended : living).add(task);
        return child;
    }

    private Promise<T> list(Task<T> child) {
        return list(child, child);
    }

    @Override
    public Promise<T> async(Callable<? extends T> task) {
        awaitRoom();
        return list(Spawner.<T>async(task));
    }

    @Override
    public Promise<T> async(Action task) {
        awaitRoom();
        return list(Spawner.<T>async(Spawner.callable(task)));
    }

    @Override
    public Promise<T> call(Callable<? extends T> task) {
        awaitRoom();
        return list(Spawner.<T>call(task));
    }

    @Override
    public Promise<T> call(Action task) {
        awaitRoom();
        return list(Spawner.<T>call(Spawner.callable(task)));
    }

    /** What is told, on the owner's domain, each time that one has ended. */
    void onEnd(Runnable listener) {
        endListener = listener;
    }

    void childEnded(Task<?> child) {
        living.remove(child);
        ended.add(child);
        if (endListener != null) {
            endListener.run();
        }
        JoinWait waitingForRoom = waiterForRoom;
        if (waitingForRoom != null) {
            waiterForRoom = null;
            waitingForRoom.childEnded(child);
        }
        JoinWait waiting = waiter;
        if (waiting != null) {
            waiter = null;
            child.mark = waiting.mark;
            waiting.childEnded(child);
        }
    }

    void remove(Task<?> child) {
        child.orphans = null;
        if (!living.remove(child)) {
            ended.remove(child);
        }
    }

    @Override
    public Optional<Promise<T>> care() {
        requireOwner();
        return first(ended);
    }

    @Override
    public Optional<Promise<T>> take() {
        requireOwner();
        return ended.isEmpty() ? first(living) : first(ended);
    }

    @SuppressWarnings("unchecked")
    private Optional<Promise<T>> first(Set<Task<?>> set) {
        Iterator<Task<?>> all = set.iterator();
        if (!all.hasNext()) {
            return Optional.empty();
        }
        Task<?> child = all.next();
        all.remove();
        child.orphans = null;
        return Optional.of((Promise<T>) child);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Outcome<T>> get() {
        requireOwner();
        owner.checkCancelled();
        if (ended.isEmpty()) {
            if (living.isEmpty()) {
                return Optional.empty();
            }
            JoinWait wait = JoinWait.forOrphan(owner, owner.children.newMark());
            waiter = wait;
            try {
                owner.children.join(wait);
            } finally {
                waiter = null;
            }
        }
        Task<?> child = ended.getFirst();
        owner.children.consume(child);
        return Optional.of((Outcome<T>) child.outcome());
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Outcome<T>> drain() {
        requireOwner();
        owner.checkCancelled();
        // Nothing is consumed until all have ended: a drain that is cut short has had no effect (rule 9).
        List<Task<?>> all = new ArrayList<>(ended);
        all.addAll(living);
        Joining.awaitEnds(owner, all);
        List<Outcome<T>> outcomes = new ArrayList<>(all.size());
        for (Task<?> child : List.copyOf(ended)) {
            owner.children.consume(child);
            outcomes.add((Outcome<T>) child.outcome());
        }
        return outcomes;
    }

    @Override
    public void cancelAll() {
        requireOwner();
        List<Task<?>> all = new ArrayList<>(ended);
        all.addAll(living);
        if (!all.isEmpty()) {
            Joining.cancel(owner, all);
        }
    }

    @Override
    public int size() {
        requireOwner();
        return living.size() + ended.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public String toString() {
        return "orphans of " + Failures.describe(owner);
    }
}
