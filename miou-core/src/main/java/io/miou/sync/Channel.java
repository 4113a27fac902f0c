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
 * A queue between fibers of any domain that holds a bounded number of items: who sends to a full one waits, who receives from an
 * empty one waits. With a capacity of 0 sender and receiver meet (rendezvous). Items are received in the order in which they
 * were sent; senders and receivers are served in the order in which they came.
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
 * <p>An item is never lost or doubled: a {@link #send} that throws has sent nothing, a {@link #receive} that throws has taken nothing
 * (rule 9). A channel is not a {@link io.miou.Resource}: it is shared, and nobody need close it.
 *
 * <p>Threads: {@link #send}, {@link #receive}, {@link #select} and {@link #iterator} are for fibers; everything else is for any
 * thread and never suspends (rule 23). What was done before sending is seen after receiving.
 *
 * @param <T> what is sent; never null
 */
public final class Channel<T> implements Iterable<T>, AutoCloseable {

    private final ChannelState state;

    private Channel(int capacity) {
        state = new ChannelState(capacity);
    }

    /**
     * Makes a channel. Any thread.
     *
     * @param <T> what is sent
     * @param capacity how many items it holds; 0: none, a sender waits for its receiver
     * @return the channel, open and empty
     * @throws IllegalArgumentException if negative
     */
    public static <T> Channel<T> of(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a channel cannot hold " + capacity + " items; give 0 or more");
        }
        return new Channel<>(capacity);
    }

    // Sending

    /**
     * Sends an item; suspends the calling fiber until there is room, or, with a capacity of 0, until somebody receives it.
     *
     * @param item not null
     * @throws ChannelClosedException if the channel is closed, before or while it waits; the item is not sent
     * @throws io.miou.TaskCancelled if the caller is cancelled first; the item is not sent
     * @throws IllegalStateException outside a fiber
     */
    public void send(T item) {
        Objects.requireNonNull(item, "item");
        Task<?> task = Task.current();
        task.beginOperation();
        Object answer = state.put(item);
        if (answer == Answer.MUST_WAIT) {
            TaskWaiter waiter = new TaskWaiter(task, state.lock, "room in a channel");
            answer = state.putOrJoin(waiter, item);
            if (answer == Answer.MUST_WAIT) {
                waiter.await();
                answer = waiter.item;
            }
        }
        requireSent(answer);
    }

    /**
     * Sends an item if there is room, or, with a capacity of 0, a receiver that waits. Any thread; never suspends.
     *
     * @param item not null
     * @return whether it was sent
     * @throws ChannelClosedException if the channel is closed
     */
    public boolean trySend(T item) {
        StackReserve.require();
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
                    + " close it only when nobody sends any more, or catch this to stop sending");
        }
    }

    // Receiving

    /**
     * Receives the next item; suspends the calling fiber until there is one.
     *
     * @return the item
     * @throws ChannelClosedException if the channel is closed, before or while it waits, and empty
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

    /** Null when it is closed and empty. */
    @Nullable
    T receiveOrNull() {
        Task<?> task = Task.current();
        task.beginOperation();
        Object answer = state.take();
        if (answer == Answer.MUST_WAIT) {
            TaskWaiter waiter = new TaskWaiter(task, state.lock, "an item of a channel");
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
     * @throws ChannelClosedException if the channel is closed and empty: there will be none
     */
    public Optional<T> tryReceive() {
        StackReserve.require();
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
     * The items that this iterator's user receives, until the channel is closed and empty: {@code hasNext} suspends until there is
     * one, and has received it then. From a fiber.
     *
     * @return an iterator of its own; several share the items
     */
    @Override
    public Iterator<T> iterator() {
        return new ReceivingIterator<>(this::receiveOrNull);
    }

    // Closing

    /**
     * Closes it: nothing can be sent any more, what it holds can still be received. Who waits to send or to receive gets a
     * {@link ChannelClosedException}. Any thread; never suspends; doing so again does nothing.
     */
    @Override
    public void close() {
        StackReserve.require();
        state.close();
    }

    /** {@return whether it is closed; it may still hold items} Any thread. */
    public boolean isClosed() {
        return state.isClosed();
    }

    /** Runs something quick when it is closed, at once if it is; by who closes it. */
    void onClose(Runnable action) {
        state.onClose(action);
    }

    /** Whether it is closed and empty. */
    boolean isDrained() {
        return state.isDrained();
    }

    // Choosing

    /**
     * Does exactly one of several sends and receives, the first that is possible; suspends the calling fiber until one is. Of
     * several that are possible at once one is chosen at random; each is equally likely.
     *
     * {@snippet :
     * String done = Channel.select(
     *         requests.onReceive(request -> "got " + request),
     *         heartbeats.onSend(now, () -> "sent a heartbeat"));
     * }
     *
     * @param <R> the result
     * @param clauses made by {@link #onReceive} and {@link #onSend}, of any channels
     * @return what the clause's function returns, which runs after its send or receive, in the calling fiber
     * @throws ChannelClosedException if none is possible and a channel among them is closed, before or while it waits
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
     * As {@link #select(Clause[])}.
     *
     * @param <R> the result
     * @param clauses at least one
     * @return what the clause's function returns
     */
    public static <R extends @Nullable Object> R select(List<? extends Clause<? extends R>> clauses) {
        Arguments.requireElements(clauses, "clauses");
        Task<?> task = Task.current();
        if (clauses.isEmpty()) {
            throw new IllegalArgumentException(
                    Failures.describe(task)
                            + " was to choose among no clauses and would wait for ever; give at least one");
        }
        task.beginOperation();
        return new Selection<R>(task, clauses).choose();
    }

    /**
     * A receive to {@link #select} from. Any thread.
     *
     * @param <R> the result
     * @param function gets the item that was received
     * @return the clause
     */
    public <R extends @Nullable Object> Clause<R> onReceive(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return new Clause.Receive<>(state, item -> function.apply(itemOf(item)));
    }

    /**
     * A send to {@link #select} from. Any thread.
     *
     * @param <R> the result
     * @param item not null
     * @param supplier asked when it was sent
     * @return the clause
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
