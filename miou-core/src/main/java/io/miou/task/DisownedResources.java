package io.miou.task;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The resources of a run that were disowned and not adopted since (rule 18). Any thread, except where a method says
 * otherwise.
 */
public final class DisownedResources {

    private final Set<OwnershipState> disowned = ConcurrentHashMap.newKeySet();

    /** Creates an empty one. */
    public DisownedResources() {
    }

    /** {@return how many there are} */
    public int size() {
        return disowned.size();
    }

    void add(OwnershipState ownership) {
        disowned.add(ownership);
    }

    void remove(OwnershipState ownership) {
        disowned.remove(ownership);
    }

    /**
     * Hands each of them to a consumer, with the task that has disowned it.
     *
     * @param consumer gets the task, which may have ended, and the words for the resource
     */
    public void forEach(BiConsumer<? super Task<?>, ? super String> consumer) {
        for (OwnershipState ownership : disowned) {
            Task<?> disowner = ownership.disowner();
            if (disowner != null) {
                consumer.accept(disowner, ownership.inWords());
            }
        }
    }

    /** Releases them. On the fiber of the main task, when all other tasks have ended. */
    void release(Task<?> main) {
        Failures.Collector failures = new Failures.Collector();
        for (OwnershipState left : disowned) {
            if (left.claim(main)) {
                Failures.log(System.Logger.Level.WARNING, left
                        + " was disowned and nobody has adopted it: it is closed with the run", null);
                Throwable failure = left.releaseBy(main);
                if (failure != null) {
                    failures.add(failure);
                }
            }
        }
        disowned.clear();
        failures.log(main);
    }
}
