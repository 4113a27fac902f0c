package io.miou.examples;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values of a {@link RedisServer}; some expire. Any thread: clients are on all domains. */
final class RedisStore {

    private static final long NEVER = Long.MAX_VALUE;

    private record Value(String text, long deadline) {
        boolean isOver() {
            return deadline != NEVER && System.nanoTime() - deadline >= 0;
        }
    }

    private final ConcurrentHashMap<String, Value> values = new ConcurrentHashMap<>();

    @Nullable
    String get(String key) {
        Value value = values.get(key);
        if (value == null || !value.isOver()) {
            return value == null ? null : value.text();
        }
        boolean _ = values.remove(key, value);
        return null;
    }

    void set(String key, String text) {
        values.put(key, new Value(text, NEVER));
    }

    boolean delete(String key) {
        Value value = values.remove(key);
        return value != null && !value.isOver();
    }

    /** Returns the number after it was added to. Throws NumberFormatException if the value is no number. */
    long add(String key, long number) {
        Value added = values.compute(key, (_, old) -> old == null || old.isOver()
                ? new Value(Long.toString(number), NEVER)
                : new Value(Long.toString(sum(Long.parseLong(old.text()), number)), old.deadline()));
        return Long.parseLong(added.text());
    }

    private static long sum(long one, long other) {
        try {
            return Math.addExact(one, other);
        } catch (ArithmeticException e) {
            throw new NumberFormatException(e.getMessage());
        }
    }

    /** Lets a value expire. Returns whether there is one. */
    boolean expire(String key, long seconds) {
        return values.computeIfPresent(key, (_, old) -> old.isOver()
                ? null
                : new Value(old.text(), System.nanoTime() + seconds * 1_000_000_000)) != null;
    }

    /** Returns the seconds until a value expires; -1 if it does not, -2 if there is none. */
    long secondsLeft(String key) {
        Value value = values.get(key);
        if (value == null || value.isOver()) {
            return -2;
        }
        return value.deadline() == NEVER ? -1 : (value.deadline() - System.nanoTime() + 500_000_000) / 1_000_000_000;
    }
}
