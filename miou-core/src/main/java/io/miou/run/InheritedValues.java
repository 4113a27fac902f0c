package io.miou.run;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The scoped values that children inherit: the bindings of the spawning thread at that moment are bound again around
 * the child's body. Called by the spawning thread; the body carries the bindings to the child's.
 */
final class InheritedValues {

    private final List<ScopedValue<?>> values;

    InheritedValues(List<ScopedValue<?>> values) {
        this.values = values;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The same body if nothing is bound. */
    <T extends @Nullable Object> Callable<? extends T> bindAround(Callable<? extends T> body) {
        ScopedValue.Carrier bindings = null;
        for (ScopedValue<?> value : values) {
            if (value.isBound()) {
                bindings = bind(bindings, value);
            }
        }
        if (bindings == null) {
            return body;
        }
        ScopedValue.Carrier captured = bindings;
        return () -> captured.<T, Exception>call(body::call);
    }

    private static <V> ScopedValue.Carrier bind(ScopedValue.@Nullable Carrier earlier, ScopedValue<V> value) {
        return earlier == null ? ScopedValue.where(value, value.get()) : earlier.where(value, value.get());
    }
}
