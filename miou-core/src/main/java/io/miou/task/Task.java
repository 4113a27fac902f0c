package io.miou.task;

import io.miou.Domain;
import io.miou.NotAChildError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.domain.DomainLoop;
import io.miou.domain.DomainMeter;
import io.miou.fiber.CurrentFiber;
import io.miou.fiber.StackReserve;
import io.miou.support.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task: its code, its outcome, and the promise that its parent holds. It is also the message that starts it on
 * another domain and the message of its end to the parent's domain. Its superclasses hold the parent's view, its
 * cancellation and its suspension.
 *
 * <p>Threads: {@link #state}, {@link #id}, {@link #name}, {@link #domain} and {@link #loop} are for any thread. The
 * fields of {@link TaskNode} are confined to the parent's domain, the others to the task's domain. {@code result} is
 * written before the volatile {@code state}; the spawn and end messages publish the rest.
 *
 * @param <T> its result
 */
public final class Task<T extends @Nullable Object> extends SuspendableTask implements Promise<T> {

    /** The innermost scope of its parent when it was started. */
    final @Nullable Scope startedIn;

    private final long id;

    /** The time of its creation, on the coarse clock of its parent's domain. */
    private final long created;

    private final @Nullable SpawnInfo spawnInfo;

    /** The code that the task's fiber runs next: the body, and after its end the dependent actions. */
    private @Nullable Callable<?> next;

    /** The value, or the exception. */
    private @Nullable Object result;

    private volatile State state = State.RUNNING;

    /** Written on the parent's domain before it reads {@code state}; the task's reads it after it has written that. */
    private volatile @Nullable EndListener<T> endListener;

    /** The shared empty instance until the first child; replaced by {@link #ownChildren}. */
    Children children = Children.NONE;

    /** The shared empty instance until the first resource; replaced by {@link #ownResources}. */
    OwnedResources resources = OwnedResources.NONE;

    /** Null unless it computes a value for several tasks, or was started by one that does. */
    CycleFinder.@Nullable Inside inside;

    /** Counts the calls of {@link #current} modulo 256; starts anywhere. */
    private byte stackCheckCounter;

    private boolean endIsKnown;

    /** True once the outcome is published. The rest of its fiber's work is outside any task. */
    private boolean bodyDone;

    /** More than 0 while a release function runs. */
    short releasing;

    /**
     * Creates a task that has not started.
     *
     * @param run it belongs to
     * @param parent null for the main task
     * @param loop of its domain
     * @param name given by the program, or null
     * @param body its code, as {@link RunContext#capture} has made it
     */
    public Task(RunContext run, @Nullable Task<?> parent, DomainLoop loop, @Nullable String name,
            Callable<? extends T> body) {
        super(run, parent, loop);
        this.startedIn = parent == null ? null : parent.cancellation.innermost();
        this.inside = parent == null || parent.inside == null ? null : new CycleFinder.Inside(true);
        this.id = run.domains().newNumber(parent == null ? loop : parent.loop());
        this.created = parent == null ? loop.timers().nanoTime() : parent.loop().clock();
        this.stackCheckCounter = (byte) id;
        this.next = body;
        this.spawnInfo = SpawnInfo.of(run, name);
        this.fiber = run.engine().newFiber(loop, name(), this);
    }

    // The current task

    /**
     * {@return the task of the calling fiber}
     *
     * @throws IllegalStateException outside a fiber
     */
    public static Task<?> current() {
        Task<?> task = currentOrNull();
        StackReserve.require(task != null && ++task.stackCheckCounter == 0);
        if (task == null) {
            throw new IllegalStateException("no task is running on " + Thread.currentThread()
                    + ": call this inside Miou.run, on a fiber (not in Miou.blocking, a hook or a thread of your own)");
        }
        task.requireOwnFiber();
        return task;
    }

    /** {@return the task of the calling fiber, or null outside a fiber} */
    @Nullable
    public static Task<?> currentOrNull() {
        return CurrentFiber.body() instanceof Task<?> task && !task.bodyDone ? task : null;
    }

    /**
     * {@return the task of the calling fiber; in a body of {@code Miou.blocking}, the task that waits for the body}
     * Used by operations that such a body may call although it is not on a fiber (rule 28). The task is suspended
     * meanwhile, so its state does not change.
     *
     * @throws IllegalStateException on any other thread
     */
    public static Task<?> currentOrWaiting() {
        Task<?> task = currentOrNull();
        if (task == null && Thread.currentThread() instanceof ServingThread serving
                && serving.client() instanceof Task<?> client) {
            return client;
        }
        return task == null ? current() : task;
    }

    /** {@return whether the caller is on a fiber, also on one whose task has ended} */
    public static boolean isOnFiber() {
        return CurrentFiber.body() != null;
    }

    // The promise

    @Override
    public T await() {
        return Outcomes.value(awaitEnd());
    }

    private Task<T> awaitEnd() {
        Task<?> caller = current();
        requireChildOf(caller, ChildUse.AWAIT);
        caller.children.await(this);
        return this;
    }

    @Override
    public T awaitWithin(Duration limit) throws TimeoutException {
        Task<?> caller = current();
        long nanos = Arguments.nanos(limit, "limit");
        requireChildOf(caller, ChildUse.AWAIT);
        caller.children.awaitWithin(this, limit, nanos);
        return Outcomes.value(this);
    }

    @Override
    public <X extends Exception> T awaitChecked(Class<X> expected) throws X {
        Objects.requireNonNull(expected, "expected");
        Task<T> ended = awaitEnd();
        if (state == State.FAILED) {
            Throwable thrown = Failures.original(Outcomes.thrownBy(this));
            if (expected.isInstance(thrown)) {
                throw expected.cast(thrown);
            }
        }
        return Outcomes.value(ended);
    }

    @Override
    public Outcome<T> awaitOutcome() {
        return Outcomes.of(awaitEnd());
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        requireChildOf(current(), ChildUse.VIEW);
        if (endListener == null && state == State.RUNNING) {
            setEndListener(new FutureViews<>());
        }
        TaskFuture<T> view = endListener instanceof FutureViews<T> views && state == State.RUNNING
                ? views.add()
                : new TaskFuture<>();
        State end = state;
        if (end != State.RUNNING) {
            view.ended(this, end, result);
        }
        return view;
    }

    /** Sets the first listener of its end. On the parent's domain, before the task can have ended. */
    void setEndListener(EndListener<T> listener) {
        endListener = listener;
    }

    /** {@return the first listener of its end} */
    @Nullable
    public EndListener<T> endListener() {
        return endListener;
    }

    @Override
    public void cancel() {
        Task<?> caller = current();
        requireChildOf(caller, ChildUse.CANCEL);
        caller.children.cancelAndAwait(List.of(this));
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        String given = spawnInfo == null ? null : spawnInfo.name();
        return given != null ? given : parent == null ? "main" : "task-" + id;
    }

    boolean isNamed() {
        return spawnInfo != null && spawnInfo.name() != null;
    }

    /** {@return the line that started it, in debug mode} */
    @Nullable
    public StackTraceElement spawnSite() {
        return spawnInfo == null ? null : spawnInfo.line();
    }

    @Override
    public Domain domain() {
        return run.domains().handle(loop());
    }

    /**
     * Checks rule 2.
     *
     * @param caller the current task
     * @param use the caller's operation on this task
     * @throws NotAChildError if this is not its child
     */
    public void requireChildOf(Task<?> caller, ChildUse use) {
        if (parent != caller) {
            throw Failures.notAChild(caller, use, this);
        }
    }

    /** {@return the time of its creation} */
    long created() {
        return created;
    }

    @Nullable
    Object result() {
        return result;
    }

    // Its life

    @Override
    public void live() {
        if (isDoubted()) {
            endGivenUp();
        } else {
            runBody();
        }
    }

    private void runBody() {
        TaskReports.started(this);
        Object value = null;
        Throwable thrown = null;
        Callable<?> code = next;
        next = null;
        if (code != null && !cancellation.isCancelled()) {
            try {
                value = code.call();
            } catch (Throwable e) {
                thrown = e;
            }
        }
        if (isOnOtherFiber()) {
            // It was given up, and a successor has ended the task.
            return;
        }
        deliverPendingInterrupt();
        end(code, value, thrown);
    }

    private void end(@Nullable Callable<?> code, @Nullable Object value, @Nullable Throwable thrown) {
        TaskCompletion.end(this, code, value, thrown);
        if (isOnOtherFiber()) {
            return;
        }
        Callable<?> last = next;
        if (last != null) {
            ContextualBody.callAfter(this, code, last);
        }
    }

    // Its fiber may be given up (rule 32)

    @Override
    public void givenUp(StackTraceElement[] stack) {
        run.gaveUp(this, stack);
        if (!hasEnded()) {
            next = null;
            releasing = 0;
            fiber = run.engine().newFiber(loop(), fiber.thread().getName(), this);
            enqueue();
        }
    }

    /** Runs on the new fiber: ends the task as if its code had been cancelled just now. */
    private void endGivenUp() {
        ownCancellation().cancelTask(false);
        end(null, null, cancellation.newError());
    }

    /** Publishes the outcome; the last step of a task. On its own fiber. */
    void publish(State end, @Nullable Object value) {
        TaskReports.ended(this, end, value);
        result = value;
        // Before the state, which other domains may read: who knows of an end finds it counted.
        count(end);
        state = end;
        endIsKnown = true;
        bodyDone = true;
        EndListener<T> listener = endListener;
        if (listener != null) {
            next = Callables.of(() -> listener.ended(this, end, value));
        }
        resources.returnLoans();
        if (parent == null) {
            run.domains().mainLoop().requestStop();
        } else if (parent.loop() == loop()) {
            parent.children.ended(this);
        } else {
            parent.loop().post(this);
        }
    }

    private void count(State end) {
        DomainMeter meter = loop().meter();
        switch (end) {
            case SUCCEEDED -> meter.taskSucceeded();
            case FAILED -> meter.taskFailed();
            case CANCELLED -> meter.taskCancelled();
            case RUNNING -> throw new AssertionError(this + " ends and goes on");
        }
    }

    /** Overrides how it has ended (rule 5); on the parent's domain. */
    void becomeCancelled() {
        if (state == State.SUCCEEDED) {
            result = null;
        }
        state = State.CANCELLED;
    }

    /** Starts the task on its own domain at the first delivery; reports its end to the parent's at the second. */
    @Override
    public void deliver() {
        if (endIsKnown && parent != null) {
            parent.children.ended(this);
        } else {
            enqueue();
        }
    }

    public void enqueue() {
        loop().fiberAdded();
        loop().ready(fiber);
    }

    public boolean hasEnded() {
        return state != State.RUNNING;
    }

    /** {@return its children, to be added to} On its domain. */
    Children ownChildren() {
        Children own = children;
        if (own == Children.NONE) {
            own = new Children(this);
            children = own;
        }
        return own;
    }

    /** {@return its resources, to be added to} On its domain. */
    OwnedResources ownResources() {
        OwnedResources own = resources;
        if (own == OwnedResources.NONE) {
            own = new OwnedResources();
            resources = own;
        }
        return own;
    }

    @Override
    public boolean isCancellationAhead() {
        // Code that runs after its end is not cancelled with it.
        return !hasEnded() && PendingCancellation.of(this);
    }

    @Override
    public String toString() {
        return Failures.describe(this) + " " + state;
    }
}
