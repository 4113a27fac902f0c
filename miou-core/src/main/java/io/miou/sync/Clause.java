package io.miou.sync;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A send or a receive that {@link Channel#select} may do, with the function that runs afterwards. It may be used any
 * number of times. Any thread.
 *
 * @param <R> the result's type
 * @since 0.1.0
 */
public abstract sealed class Clause<R extends @Nullable Object> {

    final ChannelState channel;

    private Clause(ChannelState channel) {
        this.channel = channel;
    }

    /**
     * Does the send or receive if that needs no waiting. Returns the received item or an answer. With the channel's
     * lock.
     */
    abstract Object attempt();

    /** The queue in which the clause waits. */
    abstract WaitQueue queue();

    /** The item for the partner, or null. */
    @Nullable
    abstract Object brings();

    /** Runs the function after the send or receive. In the fiber, without the lock. */
    abstract R finish(@Nullable Object given);

    /** A receive. */
    static final class Receive<R extends @Nullable Object> extends Clause<R> {

        private final Function<Object, ? extends R> function;

        Receive(ChannelState channel, Function<Object, ? extends R> function) {
            super(channel);
            this.function = function;
        }

        @Override
        Object attempt() {
            return channel.tryTake();
        }

        @Override
        WaitQueue queue() {
            return channel.receivers;
        }

        @Override
        @Nullable
        Object brings() {
            return null;
        }

        @Override
        R finish(@Nullable Object given) {
            return function.apply(Objects.requireNonNull(given));
        }
    }

    /** A send. */
    static final class Send<R extends @Nullable Object> extends Clause<R> {

        private final Object item;
        private final Supplier<? extends R> supplier;

        Send(ChannelState channel, Object item, Supplier<? extends R> supplier) {
            super(channel);
            this.item = item;
            this.supplier = supplier;
        }

        @Override
        Object attempt() {
            return channel.tryPut(item);
        }

        @Override
        WaitQueue queue() {
            return channel.senders;
        }

        @Override
        Object brings() {
            return item;
        }

        @Override
        R finish(@Nullable Object given) {
            return supplier.get();
        }
    }
}
