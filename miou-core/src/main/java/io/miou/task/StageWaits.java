package io.miou.task;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * All waits for one stage that is no {@code CompletableFuture} of the JDK. An action that is registered with such a
 * stage cannot be taken back. So one action is registered for all waits, and a wait that is cut short leaves this hub
 * only.
 *
 * <p>Threads: any. {@code outcome} is written before the waits are completed, and a wait is added before
 * {@code outcome} is read. So if a wait comes while the stage completes, one of the two threads completes it. A hub is
 * found by its stage for as long as the program holds the stage.
 *
 * @param <T> the stage's value
 */
final class StageWaits<T extends @Nullable Object> {

    private static final ConcurrentMap<Key, StageWaits<?>> HUBS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<CompletionStage<?>> GONE = new ReferenceQueue<>();

    /** A stage by its identity. */
    private static final class Key extends WeakReference<CompletionStage<?>> {

        private final int hash;

        Key(CompletionStage<?> stage) {
            super(stage, GONE);
            this.hash = System.identityHashCode(stage);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Key key && get() != null && key.refersTo(get());
        }
    }

    private record Outcome<T extends @Nullable Object>(@Nullable T value, @Nullable Throwable thrown) {
    }

    private final Set<StageWait<T>> waits = ConcurrentHashMap.newKeySet();

    @Nullable
    private volatile Outcome<T> outcome;

    private StageWaits() {
    }

    /**
     * Lets a wait be completed when its stage is.
     *
     * @param <T> the stage's value
     * @param stage any
     * @param wait of the calling task
     * @return to detach it from
     */
    static <T extends @Nullable Object> StageWaits<T> attach(CompletionStage<T> stage, StageWait<T> wait) {
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            HUBS.remove((Key) gone);
        }
        Key key = new Key(stage);
        StageWaits<T> made = new StageWaits<>();
        @SuppressWarnings("unchecked") StageWaits<T> earlier = (StageWaits<T>) HUBS.putIfAbsent(key, made);
        StageWaits<T> hub = earlier == null ? made : earlier;
        hub.waits.add(wait);
        if (earlier == null) {
            register(stage, key, made);
        }
        Outcome<T> known = hub.outcome;
        if (known != null) {
            hub.complete(wait, known);
        }
        return hub;
    }

    private static <T extends @Nullable Object> void register(CompletionStage<T> stage, Key key, StageWaits<T> hub) {
        try {
            CompletionStage<T> _ = stage.whenComplete((value, thrown) -> hub.completeAll(key, value, thrown));
        } catch (Throwable e) {
            // The stage accepts no action: all waits for it fail with the exception.
            hub.completeAll(key, null, e);
        }
    }

    private void completeAll(Key key, @Nullable T value, @Nullable Throwable thrown) {
        Outcome<T> known = new Outcome<>(value, thrown);
        outcome = known;
        HUBS.remove(key, this);
        for (StageWait<T> wait : waits) {
            complete(wait, known);
        }
    }

    private void complete(StageWait<T> wait, Outcome<T> known) {
        if (waits.remove(wait)) {
            wait.complete(known.value(), known.thrown());
        }
    }

    void detach(StageWait<T> wait) {
        waits.remove(wait);
    }
}
