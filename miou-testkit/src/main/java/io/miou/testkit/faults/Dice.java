package io.miou.testkit.faults;

import java.util.SplittableRandom;

/**
 * Decides when which fault happens. Confined to one domain, or to the domain that has the turn in a world.
 *
 * @since 0.1.0
 */
public final class Dice {

    private final SplittableRandom random;
    private final Faults faults;

    /**
     * Creates dice.
     *
     * @param random of their own
     * @param faults how often
     */
    public Dice(SplittableRandom random, Faults faults) {
        this.random = random;
        this.faults = faults;
    }

    /** {@return the faults that are decided upon} */
    public Faults faults() {
        return faults;
    }

    /**
     * {@return whether it happens}
     *
     * @param frequency from 0 to 1
     */
    public boolean happens(double frequency) {
        return frequency > 0 && random.nextDouble() < frequency;
    }

    /**
     * {@return the number of bytes that are moved, at least 1}
     *
     * @param possible how many could be, at least 1
     */
    public int transfer(int possible) {
        return possible > 1 && happens(faults.shortTransfers()) ? 1 + random.nextInt(possible - 1) : possible;
    }

    /** {@return the time that something travels, in nanoseconds} */
    public long delay() {
        long shortest = faults.shortestDelay().toNanos();
        long longest = faults.longestDelay().toNanos();
        return shortest == longest ? shortest : random.nextLong(shortest, longest + 1);
    }

    /**
     * {@return a number}
     *
     * @param bound more than it
     */
    public int below(int bound) {
        return bound == 1 ? 0 : random.nextInt(bound);
    }
}
