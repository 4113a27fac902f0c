package io.miou.task;

import io.miou.Domain;
import io.miou.NotAChildError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.domain.DomainLoop;
import io.miou.fiber.CurrentFiber;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberBody;
import io.miou.fiber.StackReserve;
import io.miou.spi.Backend;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One task, its fiber's body, and the promise its parent holds. It is also the message that starts it on another domain and
 * the message that tells its parent there that it has ended.
 *
 * <p>Threads: {@link #state}, {@link #id}, {@link #name}, {@link #domain} and {@link #loop} are for any thread; everything
 * else for the task's domain, but for what {@link Child} has, which belongs to the parent's.
 * {@code result} is written before the volatile {@code state}; the spawn and end messages publish the rest.
 *
 * @param <T> its result
 */
public final class Task<T extends @Nullable Object> extends Child implements Promise<T>, FiberBody {

    private static final byte OPERATIONS_WITHOUT_SUSPENDING = 32;
    private static final int BYTES_FOR_AN_OPERATION = 1 << 15;
    private static final byte MOVED_MUCH = -2;

    /** An operation that throws costs more than one that does not. */
    private static final byte OPERATIONS_A_REFUSAL = 4;

    final RunContext run;

    @Nullable
    final Task<?> parent;

    /** The innermost scope of its parent when it was started. */
    final @Nullable Scope startedIn;

    private final DomainLoop loop;
    private final long id;

    private final @Nullable Origin origin;

    /** Another one after its fiber was given up; written on its domain, or while nothing there runs. */
    private Fiber fiber;

    /** What its fiber runs next: the code of the task, and when it has ended what depends on that. */
    @Nullable
    private Callable<?> next;

    /** The value, or what was thrown. */
    @Nullable
    private Object result;

    private volatile State state = State.RUNNING;

    /** Written on the parent's domain before it reads {@code state}, read on the task's own after it has written that. */
    @Nullable
    private volatile EndListener<T> endListener;

    /** Its fiber was given up, or may be: what runs for it asks first whether it still may. */
    private volatile boolean doubted;

    /** Word is on its way that it is cancelled. */
    private volatile boolean askedToCancel;

    // What the task knows of itself: confined to its domain.

    /** Shared while nothing is cancelled and no scope entered: changed only through {@link #ownCancellation}. */
    Cancellation cancellation = Cancellation.NONE;

    /** Shared while it is empty, as most are for ever: changed only through {@link #ownChildren}. */
    Children children = Children.NONE;

    /** Shared while it is empty: changed only through {@link #ownHoldings}. */
    Holdings holdings = Holdings.NONE;

    /** Null unless it computes a value for several tasks, or was started by one that does. */
    Needs.@Nullable Inside inside;

    @Nullable
    private Wait wait;

    private boolean withdrawn;
    /** How often it was the current task, from an arbitrary number on; wraps around. */
    private byte looksAtStack;

    private byte operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
    private boolean endIsKnown;

    /** Its fiber is outside any task from now on: what it still does is for others that depend on the end. */
    private boolean over;

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
        super(parent == null ? 0 : parent.ownChildren().nextOrdinal());
        this.run = run;
        this.parent = parent;
        this.startedIn = parent == null ? null : parent.cancellation.innermost();
        this.inside = parent == null || parent.inside == null ? null : new Needs.Inside(true);
        this.loop = loop;
        this.id = run.newId();
        this.looksAtStack = (byte) id;
        this.next = body;
        this.origin = Origin.of(run, name);
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
        StackReserve.require(task != null && ++task.looksAtStack == 0);
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
        return CurrentFiber.body() instanceof Task<?> task && !task.over ? task : null;
    }

    /**
     * {@return the task of the calling fiber; in a body of {@code Miou.blocking}, the task that waits for the body} For what such a
     * body may ask although it is not on a fiber (rule 28). The task is suspended meanwhile, so nothing of it changes.
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

    /** {@return whether the caller is on a fiber, be it one whose task has ended: the run waits for it} */
    public static boolean isOnFiber() {
        return CurrentFiber.body() != null;
    }

    /** {@return its run} */
    public RunContext run() {
        return run;
    }

    /** {@return the loop of its domain} Any thread. */
    public DomainLoop loop() {
        return loop;
    }

    public Fiber fiber() {
        return fiber;
    }

    /** {@return its parent; null for the main task} Any thread. */
    @Nullable
    public Task<?> parent() {
        return parent;
    }

    // What the service of an executor does for its children: on its fiber

    /**
     * Asks a child to end, and does not wait.
     *
     * @param child of this task
     */
    public void askToCancelChild(Task<?> child) {
        if (!child.consumed) {
            children.cancel(child);
        }
    }

    /** Asks all children to end, and does not wait. */
    public void askToCancelChildren() {
        children.cancelStarted(0, Long.MAX_VALUE);
    }

    /** {@return how many resources it has acquired} */
    public long acquired() {
        return holdings.acquired();
    }

    /**
     * Releases what children that have ended have left or transferred.
     *
     * @param first what {@link #acquired} was before
     */
    public void releaseTransferredSince(long first) {
        Failures.Collector failures = new Failures.Collector();
        children.releaseAbandoned(failures);
        holdings.releaseSince(this, first, failures);
        failures.log(this);
    }

    /** Makes it a helper of its parent, which need not await it. On the parent's fiber. */
    public void markAttendant() {
        attendant = true;
    }

    /** {@return whether it helps its parent without being awaited} */
    public boolean isAttendant() {
        return attendant;
    }

    // The promise

    @Override
    public T await() {
        Joining.await(current(), this);
        return value();
    }

    @Override
    public T awaitWithin(Duration limit) throws TimeoutException {
        Joining.awaitWithin(current(), this, limit);
        return value();
    }

    @Override
    public <X extends Exception> T await(Class<X> expected) throws X {
        Objects.requireNonNull(expected, "expected");
        Joining.await(current(), this);
        if (state == State.FAILED) {
            Throwable thrown = Failures.original((Throwable) outcomeObject());
            if (expected.isInstance(thrown)) {
                throw expected.cast(thrown);
            }
        }
        return value();
    }

    @Override
    public Outcome<T> awaitOutcome() {
        Joining.await(current(), this);
        return outcome();
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        requireChildOf(current());
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

    /** Who learns of its end first; on the parent's domain, if the task cannot have ended yet. */
    void setEndListener(EndListener<T> listener) {
        endListener = listener;
    }

    /** {@return who learns of its end first} */
    @Nullable
    public EndListener<T> endListener() {
        return endListener;
    }

    @Override
    public void cancel() {
        Task<?> caller = current();
        requireChildOf(caller);
        Joining.cancel(caller, List.of(this));
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
        String given = origin == null ? null : origin.name();
        return given != null ? given : parent == null ? "main" : "task-" + id;
    }

    boolean isNamed() {
        return origin != null && origin.name() != null;
    }

    /** Where it was started, in debug mode. */
    @Nullable
    public StackTraceElement spawnLine() {
        return origin == null ? null : origin.line();
    }

    @Override
    public Domain domain() {
        return run.domains().handle(loop);
    }

    /**
     * Checks rule 2.
     *
     * @param caller the current task
     * @throws NotAChildError if this is not its child
     */
    public void requireChildOf(Task<?> caller) {
        if (parent != caller) {
            throw new NotAChildError(Failures.describe(caller) + " awaited or cancelled " + Failures.describe(this)
                    + ", which is not its child: only the direct parent may; pass the result on instead"
                    + Failures.debugHint(caller, "where both were started"));
        }
    }

    // The outcome, as the parent sees it once it has ended

    @SuppressWarnings({"unchecked", "NullAway"})
    private T value() {
        return switch (state) {
            case SUCCEEDED -> (T) result;
            case FAILED -> throw Failures.toThrow(this, (Throwable) outcomeObject());
            case CANCELLED -> throw Failures.cancelled(this, (Throwable) result);
            case RUNNING -> throw new IllegalStateException(Failures.describe(this) + " has not ended");
        };
    }

    public T outcomeOfMain() {
        return value();
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    Outcome<T> outcome() {
        return switch (state) {
            case SUCCEEDED -> new Outcome.Success<>((T) result);
            case FAILED -> new Outcome.Failure<>((Throwable) outcomeObject());
            case CANCELLED -> new Outcome.Cancelled<>();
            case RUNNING -> throw new IllegalStateException(Failures.describe(this) + " has not ended");
        };
    }

    private Object outcomeObject() {
        Object thrown = result;
        if (thrown == null) {
            throw new IllegalStateException(Failures.describe(this) + " has failed without a cause");
        }
        return thrown;
    }

    @Nullable
    Object result() {
        return result;
    }

    // Its life

    @Override
    public void live() {
        if (doubted) {
            endGivenUp();
        } else {
            liveFromTheStart();
        }
    }

    private void liveFromTheStart() {
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
        catchUp();
        end(code, value, thrown);
    }

    private void end(@Nullable Callable<?> code, @Nullable Object value, @Nullable Throwable thrown) {
        Ending.end(this, code, value, thrown);
        if (isOnOtherFiber()) {
            return;
        }
        Callable<?> last = next;
        if (last != null) {
            tellEndListener(code instanceof ContextualBody<?> context ? context : null, last);
        }
    }

    /** What depends on its end sees what its code saw. */
    private void tellEndListener(@Nullable ContextualBody<?> context, Callable<?> telling) {
        if (context != null) {
            try {
                context.callAfterwards(telling);
                return;
            } catch (Throwable e) {
                Failures.log(System.Logger.Level.WARNING, "the context of " + Failures.describe(this)
                        + " could not be restored for what depends on its end, or not be undone", e);
            }
        }
        try {
            // Without a context, or again because that has thrown: the second time changes nothing.
            Object _ = telling.call();
        } catch (Throwable e) {
            Failures.log(System.Logger.Level.WARNING, "what depends on " + Failures.describe(this) + " has failed", e);
        }
    }

    // Its fiber may be given up (rule 32)

    @Override
    public void doubt(boolean isDoubted) {
        doubted = isDoubted;
    }

    @Override
    public void givenUp(StackTraceElement[] stack) {
        run.gaveUp(this, stack);
        if (!hasEnded()) {
            next = null;
            releasing = 0;
            fiber = run.engine().newFiber(loop, fiber.thread().getName(), this);
            enqueue();
        }
    }

    /** What its new fiber does: ends the task as if its code had been cancelled just now. */
    private void endGivenUp() {
        ownCancellation().cancelTask();
        end(null, null, cancellation.newError());
    }

    /** {@return whether the calling thread is a fiber that was given up} By a fiber that runs for this task. */
    boolean isOnOtherFiber() {
        if (!doubted) {
            return false;
        }
        // While that is being decided, this waits; then the fiber may be another.
        boolean _ = fiber.isGivenUp();
        return fiber.thread() != Thread.currentThread();
    }

    /**
     * Before a fiber does anything for this task.
     *
     * @throws TaskCancelled if the calling fiber was given up
     */
    void requireOwnFiber() {
        if (doubted && isOnOtherFiber()) {
            throw ApiAccess.get().newCancelled(
                    Failures.describe(this)
                            + " was given up by its run because it did not come back from a call of the JDK;"
                            + " its thread can only end");
        }
    }

    /** Says how it has ended; the last thing it does. On its own fiber. */
    void publish(State end, @Nullable Object value) {
        result = value;
        state = end;
        endIsKnown = true;
        over = true;
        EndListener<T> listener = endListener;
        if (listener != null) {
            next = Callables.of(() -> listener.ended(this, end, value));
        }
        holdings.returnLoans();
        if (parent == null) {
            run.domains().mainLoop().requestStop();
        } else if (parent.loop == loop) {
            parent.children.ended(this);
        } else {
            parent.loop.post(this);
        }
    }

    /** Overrides how it has ended (rule 5); on the parent's domain. */
    void becomeCancelled() {
        if (state == State.SUCCEEDED) {
            result = null;
        }
        state = State.CANCELLED;
    }

    /** A message, first to its own domain: it is to start; then to its parent's: it has ended. */
    @Override
    public void deliver() {
        if (endIsKnown && parent != null) {
            parent.children.ended(this);
        } else {
            enqueue();
        }
    }

    public void enqueue() {
        loop.fiberAdded();
        loop.ready(fiber);
    }

    public boolean hasEnded() {
        return state != State.RUNNING;
    }

    /**
     * What to throw instead of an exception of a user's code, if the task or a scope it is in is cancelled: the code may have
     * been cut. On its fiber.
     *
     * @param thrown suppressed in the result, or the result
     * @return null if neither the task nor a scope it is in is cancelled, or a shield hides that
     */
    @Nullable
    public TaskCancelled asCancelled(Throwable thrown) {
        if (thrown instanceof TaskCancelled cancelled) {
            return cancelled;
        }
        catchUp();
        if (cancellation.cause() == null) {
            return null;
        }
        TaskCancelled cancelled = cancellation.newError();
        cancelled.addSuppressed(thrown);
        return cancelled;
    }

    /** {@return whether suspension points throw now: the task or a scope is cancelled, and no shield hides that} On its fiber. */
    public boolean seesCancellation() {
        catchUp();
        return cancellation.cause() != null;
    }

    /** {@return as {@link #seesCancellation}, without looking whether one has come since} On its domain. */
    public boolean isCut() {
        return cancellation.cause() != null;
    }

    /** {@return what suspension points throw now} Only if {@link #isCut}. On its fiber. */
    public TaskCancelled newCancelled() {
        return cancellation.newError();
    }

    /** Takes notice that a cancellation, if there is one, has reached what the task waits for. On its domain. */
    public void noteCut() {
        if (isCut()) {
            cancellation.noteCut();
        }
    }

    /** Cancels it. On its domain. */
    public void cancelOnItsDomain() {
        ownCancellation().cancelTask();
    }

    /** {@return how often a cancellation has cut what the task was doing} On its fiber. */
    public long cuts() {
        return cancellation.cuts();
    }

    /**
     * What to throw instead of returning the value of a user's code, if a cancellation has cut the code, which did not let it
     * pass: the value may be incomplete. On its fiber.
     *
     * @param cuts {@link #cuts} before the code
     * @return null if the code was not cut, or what has cut it is over
     */
    @Nullable
    public TaskCancelled cutSince(long cuts) {
        catchUp();
        return cancellation.cause() != null && cancellation.cuts() != cuts ? cancellation.newError() : null;
    }

    /** {@return what cancels it, to be changed} On its domain, or before it is sent there. */
    Cancellation ownCancellation() {
        Cancellation own = cancellation;
        if (own == Cancellation.NONE) {
            own = new Cancellation(this);
            cancellation = own;
        }
        return own;
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

    /** {@return what it holds, to be added to} On its domain. */
    Holdings ownHoldings() {
        Holdings own = holdings;
        if (own == Holdings.NONE) {
            own = new Holdings();
            holdings = own;
        }
        return own;
    }

    // Suspending

    /**
     * The start of every operation that may suspend.
     *
     * @throws TaskCancelled if the task, or a scope it is in, is cancelled
     */
    public void checkCancelled() {
        catchUp();
        if (cancellation.takeSignalled()) {
            takeInCancellations();
        }
        throwIfCancelled();
    }

    private void throwIfCancelled() {
        if (cancellation.cause() != null) {
            cancellation.clearInterrupt();
            refused();
            throw cancellation.newError();
        }
    }

    /**
     * An operation that may suspend is about to throw and has not suspended. A task may catch that and try again, in a loop: so
     * one in a few of these calls lets the other fibers of the domain run, or the domain poll.
     */
    public void refused() {
        if (!loop.mayGoOn()) {
            operationsLeft -= OPERATIONS_A_REFUSAL;
            if (operationsLeft < 0) {
                operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
                // A pinned fiber cannot leave: it throws without.
                fiber.suspendForOneTurn();
            }
        }
    }

    /** Lets the domain take in what it was sent, and fire its timers, before the task goes on. */
    private void takeInCancellations() {
        loop.pollNext();
        fiber.suspendForOneTurn();
    }

    /**
     * A scope of the task has just ended the code inside it: finds out whether an outer one is to end too, because its trigger was
     * signalled or its limit has passed before this moment. On its fiber.
     */
    void lookForOuterCancellation() {
        if (cancellation.cause() == null && (loop.hasCancellations() || loop.timers().hasOverdue())) {
            takeInCancellations();
        }
    }

    /**
     * The start of an operation that suspends only if it must, such as a read: also gives way to the other fibers of the domain
     * after {@value #OPERATIONS_WITHOUT_SUSPENDING} of them that need not, so that one busy connection does not starve the
     * rest.
     *
     * @throws TaskCancelled if the task, or a scope it is in, is cancelled
     */
    public void beginOperation() {
        checkCancelled();
        if (--operationsLeft < 0) {
            boolean movedMuch = operationsLeft < -1;
            operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
            if (movedMuch) {
                loop.pollNext();
            }
            giveWay();
        }
    }

    /**
     * An operation has moved many bytes, which takes time: {@value #BYTES_FOR_AN_OPERATION} of them count as one operation more. When
     * they have used up what the task may do without suspending, {@link #beginOperation} has the domain look at timers, messages and
     * sockets too: a large transfer is slow enough for that.
     *
     * @param bytes moved just now
     */
    public void moved(long bytes) {
        long left = operationsLeft - bytes / BYTES_FOR_AN_OPERATION;
        operationsLeft = (byte) (left < 0 ? MOVED_MUCH : left);
    }

    /**
     * Suspends the calling task until the wait is decided. Whoever completes it calls {@link #wake}.
     *
     * @param on what it waits for, registered already
     * @throws TaskCancelled if the wait was withdrawn
     * @throws IllegalStateException if the fiber cannot be suspended here
     * @throws StackOverflowError if there is not enough stack to do it
     */
    public void suspend(Wait on) {
        if (isOnOtherFiber()) {
            on.withdraw();
            requireOwnFiber();
        }
        if (cancellation.cause() != null && on.withdraw()) {
            // The cancellation came while the task was between two waits: nobody would end this one.
            throw cancellation.newError();
        }
        operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
        if (parent == null) {
            loop.backend().mainWaits(longest(on));
        }
        wait = on;
        boolean suspended = false;
        Error refusal = null;
        try {
            suspended = fiber.suspend();
        } catch (Error e) {
            // Deep in a recursion, the JVM needs as much stack again to put the frames away, and heap. It is refused as if pinned.
            refusal = e;
        }
        if (!suspended) {
            wait = null;
            if (on.withdraw()) {
                if (refusal != null) {
                    throw refusal;
                }
                throw pinned();
            }
            fiber.awaitWakeWhilePinned();
        }
        wait = null;
        if (withdrawn) {
            withdrawn = false;
            throw cancellation.newError();
        }
    }

    /** How long a wait of this task takes at most. */
    private long longest(Wait on) {
        long own = on instanceof SleepWait sleep ? sleep.nanos() : Backend.FOREVER;
        return cancellation.innermost() == null ? own : Math.min(own, Scopes.remaining().orElse(Backend.FOREVER));
    }

    /** Lets every ready fiber of the domain run once. */
    void suspendForOneTurn() {
        requireOwnFiber();
        if (!fiber.suspendForOneTurn()) {
            throw pinned();
        }
    }

    /** Gives way to others, as {@code Miou.yield}. */
    public void giveWay() {
        catchUp();
        throwIfCancelled();
        if (loop.hasCancellations()) {
            loop.pollNext();
            suspendForOneTurn();
            throwIfCancelled();
        } else if (!loop.mayGoOn()) {
            suspendForOneTurn();
        }
    }

    public IllegalStateException pinned() {
        return new IllegalStateException(Failures.describe(this)
                + " cannot suspend here: a class initialiser or a native frame is on its stack;"
                + " do it before or after, or in a task started outside");
    }

    /** Ends its wait, which has completed. Any thread, once for each wait. */
    public void wake() {
        fiber.wake();
    }

    /** A cancellation has become visible: ends the wait it is in, of Miou or of the JDK. On its domain. */
    void interruptWait() {
        Wait on = wait;
        if (on != null) {
            if (!withdrawn && on.withdraw()) {
                withdrawn = true;
                fiber.wake();
            }
        } else if (fiber.isBlockedInJdk()) {
            cancellation.noteCut();
            loop.scheduleInterrupt(fiber);
        }
    }

    @Override
    public void blockedInJdk() {
        cancellation.blockedInJdk();
    }

    @Override
    public boolean isCancellationAhead() {
        // What runs after its end is not cancelled with it.
        return !hasEnded() && CancellationAhead.of(this);
    }

    /** Before its domain is told that it is cancelled. Any thread. */
    public void askToCancel() {
        askedToCancel = true;
    }

    boolean isAskedToCancel() {
        return askedToCancel;
    }

    /** If its wait in the JDK was interrupted before its domain knew why: lets the domain find out. On its fiber. */
    void catchUp() {
        requireOwnFiber();
        if (fiber.wasInterruptedAhead()) {
            loop.pollNext();
            fiber.suspendForOneTurn();
            if (cancellation.cause() != null) {
                cancellation.noteCut();
            }
        }
    }

    /** {@return what it is doing, for the task tree} Any thread; may be out of date. */
    public String activity() {
        State end = state;
        if (end != State.RUNNING) {
            return end == State.FAILED && result instanceof Throwable thrown
                    ? "ended by " + Failures.words(thrown)
                    : "ended";
        }
        Wait on = wait;
        return on != null
                ? "suspended on " + on.describe()
                : fiber.isBlockedInJdk()
                        ? "blocked in a call of the JDK"
                        : loop.runningFiber() == fiber ? "running" : "ready";
    }

    /** {@return whether it waits for something of Miou} Any thread; may be out of date. */
    public boolean isSuspended() {
        return wait != null;
    }

    /** {@return what it is suspended on} As {@link #isSuspended}. */
    @Nullable
    public Wait waitsOn() {
        return wait;
    }

    @Override
    public String toString() {
        return Failures.describe(this) + " " + state;
    }
}
