package io.miou.sync;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A send or a receive that {@link Channel#select} may do, and what to do then. It may be used any number of times. Any thread.
 *
 * @param <R> the result
 */
public abstract sealed class Clause<R extends @Nullable Object> {

    final ChannelState channel;

    private Clause(ChannelState channel) {
        this.channel = channel;
    }

    /** Does it if that needs no waiting, and gives the item that was received, or an answer. With the lock. */
    abstract Object attempt();

    /** Where it waits. */
    abstract WaitQueue queue();

    /** What it has for its partner, or null. */
    @Nullable
    abstract Object brings();

    /** What follows when it was done. In the fiber, without the lock. */
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
