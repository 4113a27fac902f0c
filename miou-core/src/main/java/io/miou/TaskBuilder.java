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
 * Starts one task with a name, resources or a domain: see {@link Miou#task}. Used by one task, once.
 *
 * {@snippet :
 * Promise<Void> echo = Miou.task().named("echo").give(client).call(() -> echo(client));
 * }
 *
 * @since 0.1.0
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
     * Names the task and its thread. Any thread.
     *
     * @param name shown in messages, thread dumps and {@link Miou#dump}
     * @return this
     */
    public TaskBuilder named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Gives resources to the child. The child becomes their owner when it has been started: of all or, if one cannot be
     * given, of none. Any thread may call this, because ownership is checked at the start.
     *
     * @param owned owned by the current task and not lent
     * @return this
     */
    public TaskBuilder give(Resource... owned) {
        given.addAll(Arguments.listOf(owned, "owned"));
        return this;
    }

    /**
     * Lends resources to the child, which may use them until it ends. The current task stays the owner (rule 27). Only
     * with {@code async}. Any thread may call this, because ownership is checked at the start.
     *
     * @param owned owned or borrowed by the current task
     * @return this
     */
    public TaskBuilder lend(Resource... owned) {
        lent.addAll(Arguments.listOf(owned, "owned"));
        return this;
    }

    /**
     * Chooses the domain of the child. Only with {@code call}. Any thread may call this.
     *
     * @param domain one of {@link Domain#pool}
     * @return this
     * @throws IllegalArgumentException if it is the caller's domain, domain 0, or not a domain of this run
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
     * Starts the task on the caller's domain. Never suspends.
     *
     * @param <T> its result
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws NotOwnerError if a given or lent resource is not the caller's; nothing has moved then
     * @throws IllegalStateException outside a fiber; if the builder has a domain or has started a task already; if a
     *        given resource is lent
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
     * Starts a task without a result on the caller's domain. Otherwise the same as {@link #async(Callable)}.
     *
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws NotOwnerError if a given or lent resource is not the caller's; nothing has moved then
     * @throws IllegalStateException outside a fiber; if the builder has a domain or has started a task already; if a
     *        given resource is lent
     */
    @CheckReturnValue
    public Promise<@Nullable Void> async(Action task) {
        return async(Callables.<@Nullable Void>of(task));
    }

    /**
     * Starts the task on another domain: the chosen one, or one of the pool at random. Never suspends.
     *
     * @param <T> its result
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws NoDomainAvailableException if the pool has no other domain (rule 13); nothing has moved then
     * @throws NotOwnerError if a given resource is not the caller's; nothing has moved then
     * @throws IllegalStateException outside a fiber; if the builder lends a resource, or has started a task already
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
     * Starts a task without a result on another domain. Otherwise the same as {@link #call(Callable)}.
     *
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws NoDomainAvailableException if the pool has no other domain (rule 13); nothing has moved then
     * @throws NotOwnerError if a given resource is not the caller's; nothing has moved then
     * @throws IllegalStateException outside a fiber; if the builder lends a resource, or has started a task already
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
