package io.miou;

import io.miou.domain.DomainLoop;
import io.miou.support.Arguments;
import io.miou.task.Callables;
import io.miou.task.DomainPool;
import io.miou.task.Failures;
import io.miou.task.Spawner;
import io.miou.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Starts one task with a name, resources or a domain: {@link Miou#task}. Used by one task, once.
 *
 * {@snippet :
 * Promise<Void> echo = Miou.task().named("echo").give(client).call(() -> echo(client));
 * }
 */
public final class TaskBuilder {

    @Nullable
    private String name;

    @Nullable
    private Domain domain;

    private final List<Resource> given = new ArrayList<>();
    private final List<Resource> lent = new ArrayList<>();
    private boolean started;

    TaskBuilder() {
    }

    /**
     * Names the task and its thread.
     *
     * @param name shown in messages, thread dumps and {@link Miou#dump}
     * @return this
     */
    public TaskBuilder named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * The child becomes the owner, when it has been started: of all or, if something is wrong, of none.
     *
     * @param owned owned by the current task and lent to nobody
     * @return this
     */
    public TaskBuilder give(Resource... owned) {
        given.addAll(Arguments.listOf(owned, "owned"));
        return this;
    }

    /**
     * The child may use them too until it ends; the current task stays the owner. Only with {@code async}.
     *
     * @param owned owned by the current task, or lent to it
     * @return this
     */
    public TaskBuilder lend(Resource... owned) {
        lent.addAll(Arguments.listOf(owned, "owned"));
        return this;
    }

    /**
     * The domain to call to. Only with {@code call}.
     *
     * @param domain one of {@link Domain#pool}
     * @return this
     * @throws IllegalArgumentException if it is this domain, domain 0, or not one of this run
     */
    public TaskBuilder on(Domain domain) {
        this.domain = Objects.requireNonNull(domain, "domain");
        Task<?> caller = Task.currentOrNull();
        if (caller != null) {
            DomainLoop _ = caller.run().domains().callTarget(caller, domain);
        }
        return this;
    }

    /**
     * Starts the task on this domain.
     *
     * @param <T> its result
     * @param task its code
     * @return the child
     * @throws NotOwnerError if something given or lent is not the caller's; nothing has moved then
     * @throws IllegalStateException outside a fiber; if the builder has a domain or has started a task already; if
     *         something given is lent
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Promise<T> async(Callable<? extends T> task) {
        Task<?> parent = Task.current();
        if (domain != null) {
            throw new IllegalStateException("async by " + Failures.describe(parent)
                    + " starts a task on the caller's own domain, and on(" + domain + ") was asked for: use call");
        }
        return start(parent, parent.loop(), task);
    }

    /**
     * Starts a task without a result on this domain.
     *
     * @param task its code
     * @return the child
     */
    @CheckReturnValue
    public Promise<@Nullable Void> async(Action task) {
        return async(Callables.<@Nullable Void>of(task));
    }

    /**
     * Starts the task on another domain: the one asked for, or one of the pool at random.
     *
     * @param <T> its result
     * @param task its code
     * @return the child
     * @throws NoDomainAvailableException if there is no other domain (rule 13); nothing has moved then
     * @throws NotOwnerError if something given is not the caller's; nothing has moved then
     * @throws IllegalStateException outside a fiber; if something is lent; if the builder has started a task already
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Promise<T> call(Callable<? extends T> task) {
        Task<?> parent = Task.current();
        if (!lent.isEmpty()) {
            throw new IllegalStateException("a resource of " + Failures.describe(parent)
                    + " cannot be lent to a task on another domain: give it, or use async");
        }
        Domain wanted = domain;
        DomainPool domains = parent.run().domains();
        DomainLoop target = wanted == null ? domains.anyOther(parent) : domains.callTarget(parent, wanted);
        return start(parent, target, task);
    }

    /**
     * Starts a task without a result on another domain.
     *
     * @param task its code
     * @return the child
     */
    @CheckReturnValue
    public Promise<@Nullable Void> call(Action task) {
        return call(Callables.<@Nullable Void>of(task));
    }

    private <T extends @Nullable Object> Promise<T> start(Task<?> parent, DomainLoop target,
            Callable<? extends T> task) {
        if (started) {
            throw new IllegalStateException("a builder of " + Failures.describe(parent)
                    + " has started a task already; make another with Miou.task()");
        }
        Promise<T> child = Spawner.spawn(parent, target, name, task, given, lent);
        started = true;
        return child;
    }
}
