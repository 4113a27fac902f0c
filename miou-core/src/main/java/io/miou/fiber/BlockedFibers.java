package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/**
 * Lists the fibers of a domain that wait in a call of the JDK while the domain goes on, oldest first. Confined to the
 * domain.
 */
public final class BlockedFibers {

    @Nullable
    private CarriedFiber oldest;

    @Nullable
    private CarriedFiber youngest;

    /** Creates an empty list. */
    public BlockedFibers() {
    }

    void add(CarriedFiber fiber) {
        CarriedFiber last = youngest;
        fiber.olderBlocked = last;
        fiber.youngerBlocked = null;
        if (last == null) {
            oldest = fiber;
        } else {
            last.youngerBlocked = fiber;
        }
        youngest = fiber;
    }

    void remove(CarriedFiber fiber) {
        CarriedFiber older = fiber.olderBlocked;
        CarriedFiber younger = fiber.youngerBlocked;
        if (older == null) {
            oldest = younger;
        } else {
            older.youngerBlocked = younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.olderBlocked = older;
        }
        fiber.olderBlocked = null;
        fiber.youngerBlocked = null;
    }

    /**
     * Gives up the fibers whose grace is over (rule 32). On the loop, between two fibers.
     *
     * @param endGrace the grace of the run
     */
    public void giveUp(EndGrace endGrace) {
        CarriedFiber fiber = oldest;
        while (fiber != null) {
            CarriedFiber younger = fiber.youngerBlocked;
            if (endGrace.isOver(fiber.awaySince())) {
                fiber.giveUpBlocked();
            }
            fiber = younger;
        }
    }
}
