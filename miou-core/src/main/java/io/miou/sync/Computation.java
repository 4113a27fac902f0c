package io.miou.sync;

import io.miou.Outcome;
import io.miou.TaskCancelled;
import io.miou.fiber.StackReserve;
import io.miou.support.Thrown;
import io.miou.support.VarHandles;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A result that any thread sets once and any number of fibers await. Each attaches a {@link Trigger}, and completion
 * signals them all.
 *
 * {@snippet :
 * Computation<String> answer = new Computation<>();
 * client.onReply(answer::tryReturn);
 * String reply = answer.await();
 * }
 *
 * <p>Completion signals every trigger, even if {@linkplain Trigger#onSignal actions} throw. The call that completes it
 * then throws the first of these exceptions, with the others suppressed. The computation is complete then, so another
 * call returns false.
 *
 * <p>Threads: every method except {@link #await} is for any thread and never blocks. The compare-and-set of
 * {@code state} publishes the result. The idea is that of Miou's and Picos' computations.
 *
 * @param <T> the result's type
 * @since 0.1.0
 */
public final class Computation<T extends @Nullable Object> {

    /*
     * state is Running, an immutable list of triggers, or Done. A trigger that was detached, signalled or cancelled
     * stays in the list as garbage. `balance` counts attached triggers up and detached ones down. When it falls below
     * zero, the list is rebuilt without garbage. So attaching and detaching are O(1) amortised (Picos).
     */
    private sealed interface State {
    }

    private record Running(int balance, @Nullable Attached triggers) implements State {
    }

    private record Done(Outcome<?> outcome) implements State {
    }

    private static final class Attached {

        final Trigger trigger;

        @Nullable
        final Attached earlier;

        /** Written only by the one completing thread, when no thread adds to the list any more. */
        @Nullable
        Attached later;

        Attached(Trigger trigger, @Nullable Attached earlier) {
            this.trigger = trigger;
            this.earlier = earlier;
        }
    }

    /** The action of a canceller. The completer knows it, and follows a chain of them without recursion. */
    private static final class PassOn implements Runnable {

        private final Computation<?> from;
        private final Computation<?> into;

        PassOn(Computation<?> from, Computation<?> into) {
            this.from = from;
            this.into = into;
        }

        @Override
        public void run() {
            Outcome<?> outcome = outcome();
            if (outcome != null) {
                boolean _ = into.complete(outcome);
            }
        }

        /** The outcome for the other computation; null if that is left alone. */
        @Nullable
        Outcome<?> outcome() {
            return from.state instanceof Done done && !(done.outcome() instanceof Outcome.Success)
                    ? done.outcome()
                    : null;
        }
    }

    private static final Running INITIAL = new Running(0, null);
    private static final VarHandle STATE = VarHandles.field(MethodHandles.lookup(), "state", State.class);

    private volatile State state = INITIAL;

    /** Creates a computation that is running. Any thread. */
    public Computation() {
    }

    /**
     * Completes the computation with a value. Any thread; never blocks.
     *
     * @param value the result
     * @return false if it was complete already
     */
    public boolean tryReturn(T value) {
        return complete(new Outcome.Success<>(value));
    }

    /**
     * Runs a callable on the calling thread and completes the computation with its result or exception. Does not run it
     * if the computation is complete already. Any thread.
     *
     * <p>If the calling task is cancelled, or a limit or a stop cuts the callable, the computation stays as it is,
     * whatever the callable then returns or throws.
     *
     * @param callable gives the result
     * @return false if the computation was complete before or after the callable ran
     * @throws TaskCancelled if the callable was cut
     */
    public boolean tryCapture(Callable<? extends T> callable) {
        Objects.requireNonNull(callable, "callable");
        if (!isRunning()) {
            return false;
        }
        Task<?> task = Task.currentOrNull();
        long cuts = task == null ? 0 : task.cuts();
        Outcome<T> outcome;
        TaskCancelled cancelled;
        try {
            outcome = new Outcome.Success<>(callable.call());
            cancelled = task == null ? null : task.cutSince(cuts);
        } catch (Throwable e) {
            outcome = new Outcome.Failure<>(e);
            cancelled = task != null ? task.asCancelled(e) : e instanceof TaskCancelled ours ? ours : null;
        }
        if (cancelled != null) {
            // The calling task is cancelled, not the computation.
            throw cancelled;
        }
        return complete(outcome);
    }

    /**
     * Completes the computation without a value. Any thread; never blocks.
     *
     * @param cause the reason; {@link CancellationException} means that it was cancelled, anything else that it failed
     * @return false if it was complete already
     */
    public boolean tryCancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        return complete(cause instanceof CancellationException
                ? new Outcome.Cancelled<>()
                : new Outcome.Failure<>(cause));
    }

    private boolean complete(Outcome<?> outcome) {
        // A failure after this point would lose waiters: reserve stack and memory before.
        StackReserve.require();
        Thrown thrown = new Thrown();
        Running running = end(outcome);
        if (running == null) {
            return false;
        }
        signalAll(running.triggers(), thrown);
        thrown.throwFirst();
        return true;
    }

    /** Completes it. Returns the former state, whose triggers the caller signals; null if it was complete already. */
    @Nullable
    private Running end(Outcome<?> outcome) {
        for (;;) {
            State seen = state;
            if (!(seen instanceof Running running)) {
                return null;
            }
            if (STATE.compareAndSet(this, seen, new Done(outcome))) {
                return running;
            }
        }
    }

    /** Signals all triggers, even if actions throw. */
    private static void signalAll(@Nullable Attached triggers, Thrown thrown) {
        Attached next = oldest(triggers);
        while (next != null) {
            Attached one = next;
            next = one.later;
            try {
                Object claimed = one.trigger.claim();
                if (claimed instanceof Trigger.Action(PassOn passOn)) {
                    next = follow(passOn, next);
                } else {
                    Trigger.serve(claimed);
                }
            } catch (Throwable e) {
                thrown.add(e);
            }
        }
    }

    /** Completes a computation with the outcome of the one before. Its triggers come first, as in a nested call. */
    @Nullable
    private static Attached follow(PassOn passOn, @Nullable Attached next) {
        Outcome<?> outcome = passOn.outcome();
        Running running = outcome == null ? null : passOn.into.end(outcome);
        Attached youngest = running == null ? null : running.triggers();
        if (youngest == null) {
            return next;
        }
        Attached oldest = oldest(youngest);
        youngest.later = next;
        return oldest;
    }

    /**
     * Reverses a list, which is youngest first, so that waiters go on in the order in which they came.
     */
    @Nullable
    private static Attached oldest(@Nullable Attached youngest) {
        // Nothing is allocated: the computation is complete, and without memory the waiters would be lost.
        Attached oldest = youngest;
        for (Attached one = youngest; one != null; one = one.earlier) {
            Attached earlier = one.earlier;
            if (earlier != null) {
                earlier.later = one;
            }
            oldest = one;
        }
        return oldest;
    }

    /** {@return whether the computation is not complete} Any thread. */
    public boolean isRunning() {
        return state instanceof Running;
    }

    /** {@return the outcome; empty while the computation is running} Any thread. */
    @SuppressWarnings("unchecked")
    public Optional<Outcome<T>> peek() {
        return state instanceof Done done ? Optional.of((Outcome<T>) done.outcome()) : Optional.empty();
    }

    /**
     * Suspends the calling fiber until the computation is complete. Returns at once if it is.
     *
     * @return the value
     * @throws io.miou.TaskFailedException if the computation failed; the cause is the one given to it
     * @throws CancellationException if the computation was cancelled
     * @throws TaskCancelled if the caller is cancelled first; the computation goes on
     * @throws IllegalStateException outside a fiber
     */
    public T await() {
        Trigger trigger = new Trigger();
        if (attach(trigger)) {
            boolean awaited = false;
            try {
                trigger.await();
                awaited = true;
            } finally {
                if (!awaited) {
                    detach(trigger);
                }
            }
        } else {
            // Also a suspension point when there is nothing to wait for.
            boolean _ = trigger.signal();
            trigger.await();
        }
        return peek().orElseThrow().get();
    }

    /**
     * Attaches a trigger, which completion signals. Any thread; never blocks.
     *
     * @param trigger not signalled yet
     * @return false if the computation is complete or the trigger is signalled already; then it is not attached
     */
    public boolean attach(Trigger trigger) {
        Objects.requireNonNull(trigger, "trigger");
        for (;;) {
            State seen = state;
            if (!(seen instanceof Running running) || trigger.isSignalled()) {
                return false;
            }
            Running next = new Running(running.balance() + 1, new Attached(trigger, running.triggers()));
            if (STATE.compareAndSet(this, seen, next)) {
                return true;
            }
        }
    }

    /**
     * Detaches a trigger. Signals the trigger if it was not; does nothing if it is not attached. Any thread; never
     * blocks.
     *
     * @param trigger an attached trigger
     */
    public void detach(Trigger trigger) {
        Objects.requireNonNull(trigger, "trigger");
        Object claimed = trigger.claim();
        countDetached();
        Trigger.serve(claimed);
    }

    private void countDetached() {
        for (;;) {
            State seen = state;
            if (!(seen instanceof Running running)) {
                return;
            }
            Running next = running.balance() > 0
                    ? new Running(running.balance() - 2, running.triggers())
                    : withoutGarbage(running.triggers());
            if (STATE.compareAndSet(this, seen, next)) {
                return;
            }
        }
    }

    private static Running withoutGarbage(@Nullable Attached triggers) {
        Attached youngestFirst = null;
        for (Attached one = triggers; one != null; one = one.earlier) {
            if (!one.trigger.isOver()) {
                youngestFirst = new Attached(one.trigger, youngestFirst);
            }
        }
        Attached kept = null;
        int count = 0;
        for (Attached one = youngestFirst; one != null; one = one.earlier) {
            kept = new Attached(one.trigger, kept);
            count++;
        }
        return new Running(count, kept);
    }

    /**
     * {@return a trigger that passes a cancellation on} Attach it to this computation: if this one is completed without
     * a value, so is the other. Any thread.
     *
     * @param into the other computation
     */
    public Trigger canceller(Computation<?> into) {
        Objects.requireNonNull(into, "into");
        Trigger trigger = new Trigger();
        trigger.onSignal(new PassOn(this, into));
        return trigger;
    }

    /**
     * {@return a future with the same result} Any thread; never blocks. The thread that completes the computation
     * completes the future, and runs its dependent actions.
     *
     * <p>A cancelled computation gives a cancelled future. A failed one gives a failed future, whatever the cause is.
     * Cancelling or completing the future leaves the computation alone, and removes the future from it.
     */
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> future = new CompletableFuture<>();
        Trigger trigger = new Trigger();
        if (attach(trigger)) {
            trigger.onSignal(() -> completeFuture(future));
            CompletableFuture<T> _ = future.whenComplete((_, _) -> detach(trigger));
        } else {
            completeFuture(future);
        }
        return future;
    }

    private void completeFuture(CompletableFuture<T> future) {
        peek().ifPresent(outcome -> {
            boolean _ = switch (outcome) {
                case Outcome.Success<T> success -> future.complete(success.value());
                case Outcome.Failure<T> failure -> future
                        .completeExceptionally(Failures.forFuture(failure.cause()));
                case Outcome.Cancelled<T> _ -> future.cancel(false);
            };
        });
    }

    @Override
    public String toString() {
        return "computation (" + (state instanceof Done done ? done.outcome() : "running") + ")";
    }
}
