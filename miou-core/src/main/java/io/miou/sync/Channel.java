package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.Arguments;
import io.miou.sync.ChannelState.Answer;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue between fibers of any domain that holds a bounded number of items. A sender waits while it is full, and a
 * receiver while it is empty.
 *
 * <p>With a capacity of 0, sender and receiver meet (rendezvous). Items are received in the order in which they were
 * sent; senders and receivers are served in the order in which they came.
 *
 * {@snippet :
 * Channel<Path> found = Channel.of(64);
 * Promise<Void> finder = Miou.call(() -> {
 *     try (found) {
 *         walk(root, found::send);
 *     }
 * });
 * for (Path path : found) {   // until it is closed and empty
 *     index(path);
 * }
 * finder.await();
 * }
 *
 * <p>An item is never lost or doubled: a {@link #send} that throws has sent nothing, a {@link #receive} that throws has
 * taken nothing (rule 9). A channel is not a {@link io.miou.Resource}: tasks share it, and it need not be closed.
 *
 * <p>Threads: {@link #send}, {@link #receive}, {@link #select} and {@link #iterator} are for fibers; everything else is
 * for any thread and never suspends (rule 23). What the sender did before it sent, the receiver sees.
 *
 * @param <T> the items' type; an item is never null
 * @since 0.1.0
 */
public final class Channel<T> implements Iterable<T>, AutoCloseable {

    private final ChannelState state;

    private Channel(int capacity) {
        state = new ChannelState(capacity);
    }

    /**
     * Creates a channel that is open and empty. Any thread.
     *
     * @param <T> the items' type
     * @param capacity the most items that it holds; with 0 a sender waits for its receiver
     * @return the channel
     * @throws IllegalArgumentException if the capacity is negative
     */
    public static <T> Channel<T> of(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a channel cannot hold " + capacity + " items; give 0 or more");
        }
        return new Channel<>(capacity);
    }

    // Sending

    /**
     * Sends an item. Suspends the calling fiber until there is room, or with a capacity of 0 until a receiver takes it.
     *
     * @param item the item
     * @throws ChannelClosedException if the channel is closed before or while the caller waits; the item is not sent
     *        then
     * @throws io.miou.TaskCancelled if the caller is cancelled first; the item is not sent then
     * @throws IllegalStateException outside a fiber
     */
    public void send(T item) {
        Objects.requireNonNull(item, "item");
        Task<?> task = Task.current();
        task.beginOperation();
        Object answer = state.put(item);
        if (answer == Answer.MUST_WAIT) {
            TaskWaiter waiter = new TaskWaiter(task, state.lock, new ChannelEnd("room in a channel", state));
            answer = state.putOrJoin(waiter, item);
            if (answer == Answer.MUST_WAIT) {
                waiter.await();
                answer = waiter.item;
            }
        }
        requireSent(answer);
    }

    /**
     * Sends an item if there is room, or with a capacity of 0 if a receiver waits. Any thread; never suspends.
     *
     * @param item the item
     * @return whether the item was sent
     * @throws ChannelClosedException if the channel is closed
     */
    public boolean trySend(T item) {
        StackReserve.require();
        state.noteCaller();
        Answer answer = state.put(Objects.requireNonNull(item, "item"));
        if (answer == Answer.MUST_WAIT) {
            return false;
        }
        requireSent(answer);
        return true;
    }

    private static void requireSent(@Nullable Object answer) {
        if (answer == Answer.CLOSED) {
            throw new ChannelClosedException("something was sent to a channel that is closed;"
                    + " close it only after the last send, or catch this to stop sending");
        }
    }

    // Receiving

    /**
     * Receives the next item. Suspends the calling fiber until there is one.
     *
     * @return the item
     * @throws ChannelClosedException if the channel is empty, and closed before or while the caller waits
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no item is taken then
     * @throws IllegalStateException outside a fiber
     */
    public T receive() {
        T item = receiveOrNull();
        if (item == null) {
            throw closedAndEmpty();
        }
        return item;
    }

    /** Receives the next item; returns null when the channel is closed and empty. */
    @Nullable
    T receiveOrNull() {
        Task<?> task = Task.current();
        task.beginOperation();
        Object answer = state.take();
        if (answer == Answer.MUST_WAIT) {
            TaskWaiter waiter = new TaskWaiter(task, state.lock, new ChannelEnd("an item of a channel", state));
            answer = state.takeOrJoin(waiter);
            if (answer == Answer.MUST_WAIT) {
                waiter.await();
                answer = waiter.item;
            }
        }
        return answer == Answer.CLOSED ? null : itemOf(answer);
    }

    /**
     * Receives the next item if there is one. Any thread; never suspends.
     *
     * @return the item; empty if there is none now
     * @throws ChannelClosedException if the channel is closed and empty, so that there will be none
     */
    public Optional<T> tryReceive() {
        StackReserve.require();
        state.noteCaller();
        Object answer = state.take();
        if (answer == Answer.CLOSED) {
            throw closedAndEmpty();
        }
        return answer == Answer.MUST_WAIT ? Optional.empty() : Optional.of(itemOf(answer));
    }

    @SuppressWarnings("unchecked")
    private T itemOf(@Nullable Object answer) {
        return (T) Objects.requireNonNull(answer);
    }

    static ChannelClosedException closedAndEmpty() {
        return new ChannelClosedException("a channel is closed and nothing is left to be received;"
                + " iterate over it, or catch this to stop receiving");
    }

    /**
     * {@return an iterator that receives items until the channel is closed and empty} {@code hasNext} receives the next
     * item, and suspends the calling fiber until there is one. In a cancelled task it throws
     * {@link io.miou.TaskCancelled} and has received nothing (rule 9). Several iterators share the items. Any thread
     * may make one; it is for one fiber.
     */
    @Override
    public Iterator<T> iterator() {
        return new ReceivingIterator<>(this::receiveOrNull);
    }

    // Closing

    /**
     * Closes the channel: no item can be sent any more, and the items it holds can still be received. Waiting senders
     * and receivers get {@link ChannelClosedException}. Any thread; never suspends. Calling it again does nothing.
     */
    @Override
    public void close() {
        StackReserve.require();
        state.close();
    }

    /** {@return whether the channel is closed; it may still hold items} Any thread. */
    public boolean isClosed() {
        return state.isClosed();
    }

    /** Leaves the waits for this channel out of deadlocks, because threads that are no fibers end them. */
    void openToThreads() {
        state.openToThreads();
    }

    /**
     * Runs a quick action when the channel is closed, on the thread that closes it. If it is closed already, runs the
     * action now.
     */
    void onClose(Runnable action) {
        state.onClose(action);
    }

    /** Returns whether the channel is closed and empty. */
    boolean isDrained() {
        return state.isDrained();
    }

    // Choosing

    /**
     * Does exactly one of several sends and receives: the first that is possible. Suspends the calling fiber until one
     * is. Of several that are possible at once, one is chosen at random with equal chances.
     *
     * {@snippet :
     * String done = Channel.select(
     *         requests.onReceive(request -> "got " + request),
     *         heartbeats.onSend(now, () -> "sent a heartbeat"));
     * }
     *
     * @param <R> the result's type
     * @param clauses sends and receives of any channels, made by {@link #onReceive} and {@link #onSend}
     * @return the result of the clause's function, which runs in the calling fiber after its send or receive
     * @throws ChannelClosedException if no clause is possible and a channel among them is closed, before or while the
     *        caller waits
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was sent or received then
     * @throws IllegalArgumentException if there are no clauses
     * @throws IllegalStateException outside a fiber
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <R extends @Nullable Object> R select(Clause<? extends R>... clauses) {
        return select(Arguments.listOf(clauses, "clauses"));
    }

    /**
     * Does exactly one of several sends and receives. Otherwise the same as {@link #select(Clause[])}.
     *
     * @param <R> the result's type
     * @param clauses at least one
     * @return the result of the clause's function
     * @throws ChannelClosedException if no clause is possible and a channel among them is closed, before or while the
     *        caller waits
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was sent or received then
     * @throws IllegalArgumentException if there are no clauses
     * @throws IllegalStateException outside a fiber
     */
    public static <R extends @Nullable Object> R select(List<? extends Clause<? extends R>> clauses) {
        Arguments.requireElements(clauses, "clauses");
        Task<?> task = Task.current();
        if (clauses.isEmpty()) {
            throw new IllegalArgumentException(
                    Failures.describe(task)
                            + " was to choose among no clauses and would never return; give at least one");
        }
        task.beginOperation();
        return new Selection<R>(task, clauses).choose();
    }

    /**
     * {@return a clause for {@link #select} that receives an item} Any thread.
     *
     * @param <R> the result's type
     * @param function gets the received item
     */
    public <R extends @Nullable Object> Clause<R> onReceive(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return new Clause.Receive<>(state, item -> function.apply(itemOf(item)));
    }

    /**
     * {@return a clause for {@link #select} that sends an item} Any thread.
     *
     * @param <R> the result's type
     * @param item the item
     * @param supplier called after the item was sent
     */
    public <R extends @Nullable Object> Clause<R> onSend(T item, Supplier<? extends R> supplier) {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(supplier, "supplier");
        return new Clause.Send<>(state, item, supplier);
    }

    @Override
    public String toString() {
        return "a channel";
    }
}
