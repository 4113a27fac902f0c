package io.miou.task;

import io.miou.Action;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskBuilder;
import io.miou.fiber.StackReserve;
import io.miou.inbox.Message;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The children that a task looks after later: the living and those that have ended, in order. Adding, ending and taking
 * are O(1). Confined to the owner's domain; every call checks that the owner makes it.
 *
 * @param <T> the results of the children
 */
public final class OrphanSet<T extends @Nullable Object> implements Orphans<T> {

    private final Task<?> owner;

    /** Null: any number of children may be living. */
    @Nullable
    private final OrphanRoom room;

    private final LinkedHashSet<Task<?>> living = new LinkedHashSet<>();
    private final LinkedHashSet<Task<?>> ended = new LinkedHashSet<>();

    @Nullable
    private Join waiter;

    @Nullable
    private Runnable endListener;

    /** Gets the outcome of each child as it ends; null: the owner takes them itself. */
    @Nullable
    private final BiConsumer<? super Task<?>, ? super Outcome<T>> consumer;

    /** The last one that the consumer took while the owner waited for one. */
    @Nullable
    private Task<?> handedToWaiter;

    /** Creates an empty set for the current task. */
    public OrphanSet() {
        this(null, Task.current(), null);
    }

    /**
     * Creates an empty set for the current task, whose outcomes go to a consumer.
     *
     * @param consumer runs on the owner's domain, outside any task
     */
    public OrphanSet(Consumer<? super Outcome<T>> consumer) {
        this(null, Task.current(), (_, outcome) -> consumer.accept(outcome));
    }

    /**
     * Creates an empty set for the current task, whose children go to a consumer as they end.
     *
     * @param consumer gets each child and its outcome; runs on the owner's domain, outside any task
     */
    public OrphanSet(BiConsumer<? super Task<?>, ? super Outcome<T>> consumer) {
        this(null, Task.current(), consumer);
    }

    /**
     * Creates an empty set for the current task, with a limit.
     *
     * @param limit how many may be living
     */
    public OrphanSet(int limit) {
        this(OrphanRoom.of(limit), Task.current(), null);
    }

    /**
     * Creates an empty set for the current task, with a limit.
     *
     * @param limit how many may be living
     * @param consumer gets the outcomes
     */
    public OrphanSet(int limit, Consumer<? super Outcome<T>> consumer) {
        this(OrphanRoom.of(limit), Task.current(), (_, outcome) -> consumer.accept(outcome));
    }

    private OrphanSet(@Nullable OrphanRoom room, Task<?> owner,
            @Nullable BiConsumer<? super Task<?>, ? super Outcome<T>> consumer) {
        this.owner = owner;
        this.room = room;
        this.consumer = consumer;
    }

    /** Suspends while there are as many living children as there may be. */
    private void awaitRoom() {
        requireOwner();
        if (room != null) {
            room.await(owner, living);
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
        task.requireChildOf(owner, ChildUse.ADD);
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
        if (task.orphans == null) {
            owner.loop().meter().orphanAdded();
        }
        task.orphans = this;
        if (!task.ended) {
            living.add(task);
        } else if (consumer == null) {
            ended.add(task);
        } else {
            // The consumer runs outside any task, and this is the owner.
            Outcome<T> outcome = consumeEnded(task);
            owner.loop().post(Message.of(() -> hand(task, outcome)));
        }
        return child;
    }

    private Promise<T> list(Promise<T> child) {
        return list(child, switch ((Promise<?>) child) {
            case Task<?> task -> task;
        });
    }

    @Override
    public Promise<T> async(Callable<? extends T> task) {
        awaitRoom();
        return list(Spawner.<T>async(task));
    }

    @Override
    public Promise<T> async(Action task) {
        awaitRoom();
        return list(Spawner.<T>async(Callables.of(task)));
    }

    @Override
    public Promise<T> call(Callable<? extends T> task) {
        awaitRoom();
        return list(Spawner.<T>call(task));
    }

    @Override
    public Promise<T> call(Action task) {
        awaitRoom();
        return list(Spawner.<T>call(Callables.of(task)));
    }

    @Override
    public Promise<T> async(TaskBuilder how, Callable<? extends T> task) {
        requireBuilder(how, task);
        awaitRoom();
        return list(how.<T>async(task));
    }

    @Override
    public Promise<T> async(TaskBuilder how, Action task) {
        return async(how, Callables.<T>of(task));
    }

    @Override
    public Promise<T> call(TaskBuilder how, Callable<? extends T> task) {
        requireBuilder(how, task);
        awaitRoom();
        return list(how.<T>call(task));
    }

    @Override
    public Promise<T> call(TaskBuilder how, Action task) {
        return call(how, Callables.<T>of(task));
    }

    private static void requireBuilder(TaskBuilder how, Callable<?> task) {
        Objects.requireNonNull(how, "how");
        Objects.requireNonNull(task, "task");
    }

    @Override
    public void forEachEnded(Consumer<? super Outcome<T>> each) {
        Objects.requireNonNull(each, "consumer");
        requireOwner();
        // Not those that end while the consumer runs: it might never return.
        for (int left = ended.size(); left > 0 && !ended.isEmpty(); left--) {
            each.accept(consumeEnded(ended.getFirst()));
        }
    }

    @SuppressWarnings("unchecked")
    private Outcome<T> consumeEnded(Task<?> child) {
        owner.children.consume(child);
        return (Outcome<T>) Outcomes.of(child);
    }

    /** Sets the listener that runs on the owner's domain each time that a child has ended. */
    public void onEnd(Runnable listener) {
        endListener = listener;
    }

    /** {@return all of them, ended or not} */
    public List<Task<?>> all() {
        List<Task<?>> all = new ArrayList<>(ended);
        all.addAll(living);
        return all;
    }

    void childEnded(Task<?> child) {
        living.remove(child);
        if (consumer == null) {
            ended.add(child);
        }
        if (endListener != null) {
            endListener.run();
        }
        if (room != null) {
            room.childEnded(child);
        }
        Join waiting = waiter;
        if (waiting != null) {
            waiter = null;
            child.joinStamp = waiting.stamp;
            waiting.childEnded(child);
            handedToWaiter = child;
        }
        // Last: the consumer is foreign code, and must find everything in order.
        if (consumer != null) {
            hand(child, consumeEnded(child));
        }
    }

    private void hand(Task<?> child, Outcome<T> outcome) {
        try {
            Objects.requireNonNull(consumer).accept(child, outcome);
        } catch (Throwable e) {
            Failures.log(System.Logger.Level.ERROR, "the consumer of " + this + " has thrown when "
                    + Failures.describe(child) + " had ended; catch in it what may go wrong", e);
        }
    }

    void remove(Task<?> child) {
        setFree(child);
        if (!living.remove(child)) {
            ended.remove(child);
        }
    }

    private void setFree(Task<?> child) {
        child.orphans = null;
        owner.loop().meter().orphanRemoved();
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
        setFree(child);
        return Optional.of((Promise<T>) child);
    }

    @Override
    public Optional<Outcome<T>> get() {
        requireOwner();
        owner.beginOperation();
        if (ended.isEmpty()) {
            if (living.isEmpty()) {
                return Optional.empty();
            }
            Join wait = Join.forOrphan(owner, owner.children.newStamp());
            waiter = wait;
            try {
                owner.children.join(wait);
            } finally {
                waiter = null;
            }
        }
        return Optional.of(consumeEnded(consumer == null ? ended.getFirst() : Objects.requireNonNull(handedToWaiter)));
    }

    @Override
    public List<Outcome<T>> drain() {
        requireOwner();
        owner.checkCancelled();
        // Nothing is consumed until all have ended: a drain that is cut short has had no effect (rule 9).
        List<Task<?>> all = all();
        owner.ownChildren().awaitEnds(all);
        List<Outcome<T>> outcomes = new ArrayList<>(all.size());
        for (Task<?> child : consumer == null ? List.copyOf(ended) : all) {
            outcomes.add(consumeEnded(child));
        }
        return outcomes;
    }

    /**
     * Cancels some of the living, and does not wait for their ends.
     *
     * @param which are to be cancelled
     */
    public void cancel(Predicate<? super Task<?>> which) {
        requireOwner();
        StackReserve.requireMuch();
        for (Task<?> child : List.copyOf(living)) {
            if (which.test(child)) {
                owner.children.cancel(child);
            }
        }
    }

    @Override
    public void cancelAll() {
        requireOwner();
        List<Task<?>> all = all();
        if (!all.isEmpty()) {
            owner.children.cancelAndAwait(all);
        }
    }

    @Override
    public void close() {
        cancelAll();
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
