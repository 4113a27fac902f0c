package io.miou.sync;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Receives items until no item is left. For one fiber. */
final class ReceivingIterator<T> implements Iterator<T> {

    private final Supplier<@Nullable T> receive;

    @Nullable
    private T next;

    private boolean atEnd;

    /**
     * Creates an iterator that has received nothing.
     *
     * @param receive suspends until there is an item; null means that there will be none
     */
    ReceivingIterator(Supplier<@Nullable T> receive) {
        this.receive = receive;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !atEnd) {
            next = receive.get();
            atEnd = next == null;
        }
        return !atEnd;
    }

    @Override
    public T next() {
        T item = hasNext() ? next : null;
        if (item == null) {
            throw new NoSuchElementException("nothing is left to be received");
        }
        next = null;
        return item;
    }
}
