package io.miou.task;

import io.miou.Domain;
import io.miou.NoDomainAvailableException;
import io.miou.domain.BufferPool;
import io.miou.domain.DomainLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The domains of one run, and the choice among them.
 *
 * <p>Threads: immutable, so for any thread. A cascade, a pool of buffers and a supply of numbers are confined to their
 * domain, as is the random source that picks one.
 */
public final class DomainPool {

    private final DomainLoop[] loops;
    private final Domain[] handles;
    private final List<Domain> pool;
    private final List<ArrayDeque<Task<?>>> cascades = new ArrayList<>();
    private final List<BufferPool> buffers = new ArrayList<>();
    private final List<TaskNumbers> numbers = new ArrayList<>();

    /**
     * Creates the pool.
     *
     * @param loops of all domains, that of domain 0 first
     * @param handle makes the public handle of a domain
     */
    public DomainPool(DomainLoop[] loops, Function<DomainLoop, Domain> handle) {
        this.loops = loops.clone();
        this.handles = new Domain[loops.length];
        AtomicLong taken = new AtomicLong();
        for (int i = 0; i < loops.length; i++) {
            handles[i] = handle.apply(loops[i]);
            cascades.add(new ArrayDeque<>());
            buffers.add(new BufferPool());
            numbers.add(new TaskNumbers(taken));
        }
        pool = List.of(handles).subList(1, handles.length);
    }

    /** {@return the domains except domain 0} */
    public List<Domain> pool() {
        return pool;
    }

    /** {@return the loop of domain 0} */
    public DomainLoop mainLoop() {
        return loops[0];
    }

    Domain handle(DomainLoop loop) {
        return handles[loop.id()];
    }

    /** The tasks of a domain whose cancellation is under way, in place of recursion. */
    ArrayDeque<Task<?>> cascadeOf(DomainLoop loop) {
        return cascades.get(loop.id());
    }

    /**
     * {@return a number for a new task, unique in the run}
     *
     * @param starter the loop of the domain that the caller is on
     */
    long newNumber(DomainLoop starter) {
        starter.meter().taskStarted();
        return numbers.get(starter.id()).next();
    }

    /**
     * {@return the pool of buffers of a domain}
     *
     * @param loop of the domain
     */
    public BufferPool buffersOf(DomainLoop loop) {
        return buffers.get(loop.id());
    }

    /**
     * {@return the loop of a domain that a task may call to}
     *
     * @param caller the current task
     * @param domain wanted
     * @throws IllegalArgumentException if it is the caller's domain, domain 0 or not of this run
     */
    public DomainLoop callTarget(Task<?> caller, Domain domain) {
        DomainLoop loop = poolLoopOf(domain);
        if (loop == null) {
            throw new IllegalArgumentException(Failures.describe(caller) + " cannot call to " + domain
                    + ", which is not a pool domain of this run: choose one of Domain.pool()");
        }
        if (loop == caller.loop()) {
            throw new IllegalArgumentException(Failures.describe(caller) + " cannot call to " + domain
                    + ", which is the caller's own: choose another of Domain.pool(), or use async");
        }
        return loop;
    }

    @Nullable
    private DomainLoop poolLoopOf(Domain domain) {
        for (int i = 1; i < handles.length; i++) {
            if (handles[i] == domain) {
                return loops[i];
            }
        }
        return null;
    }

    /**
     * {@return the loop of a pool domain that is not the caller's, at random}
     *
     * @param caller the current task
     * @throws NoDomainAvailableException if there is none
     */
    public DomainLoop anyOther(Task<?> caller) {
        return anyExcept(caller, caller.loop());
    }

    /**
     * {@return the loop of a pool domain that is not the avoided one, at random} If that one has not read its last
     * message, it is the one after it instead, if that has read all of its own (ADR 148).
     *
     * @param caller the current task
     * @param avoided not returned
     * @throws NoDomainAvailableException if there is none
     */
    public DomainLoop anyExcept(Task<?> caller, DomainLoop avoided) {
        int others = loops.length - 1 - (avoided.id() == 0 ? 0 : 1);
        if (others <= 0) {
            throw noDomain(caller);
        }
        int choice = caller.loop().random().nextInt(others);
        DomainLoop chosen = allowed(choice, avoided);
        if (others > 1 && chosen.hasUnreadMessages()) {
            // It has not yet begun with the last call. If the next one is free, both calls run at the same time.
            DomainLoop neighbour = allowed((choice + 1) % others, avoided);
            return neighbour.hasUnreadMessages() ? chosen : neighbour;
        }
        return chosen;
    }

    /** Returns one of the pool domains without the avoided one, which are numbered from 0. */
    private DomainLoop allowed(int number, DomainLoop avoided) {
        int domain = number + 1;
        return loops[avoided.id() != 0 && domain >= avoided.id() ? domain + 1 : domain];
    }

    /**
     * {@return the loops of the pool domains that are not the caller's, in order from the one after it; may be empty}
     *
     * @param caller the current task
     */
    public List<DomainLoop> others(Task<?> caller) {
        List<DomainLoop> others = new ArrayList<>();
        for (int step = 1; step < loops.length; step++) {
            DomainLoop loop = loops[(caller.loop().id() + step) % loops.length];
            if (loop.id() != 0) {
                others.add(loop);
            }
        }
        return others;
    }

    /**
     * {@return the same as {@link #others}, but never empty}
     *
     * @param caller the current task
     * @throws NoDomainAvailableException if there is none
     */
    public List<DomainLoop> requireOthers(Task<?> caller) {
        List<DomainLoop> others = others(caller);
        if (others.isEmpty()) {
            throw noDomain(caller);
        }
        return others;
    }

    private NoDomainAvailableException noDomain(Task<?> caller) {
        int size = pool.size();
        return ApiAccess.get().newNoDomainAvailable("no domain that " + Failures.describe(caller)
                + " could call to from domain " + caller.loop().id() + ": the run has "
                + size + " pool domain" + (size == 1 ? "" : "s")
                + "; ask for more with Miou.launcher().domains(n) or -Dmiou.domains=n, or use async");
    }
}
