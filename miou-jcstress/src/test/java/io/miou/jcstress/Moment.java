package io.miou.jcstress;

/**
 * What a broken twin does between its look and its write, and what is done in a critical section, so that a short run
 * is enough to catch it.
 */
public final class Moment {

    private static final int SPINS = 10;

    private Moment() {
    }

    /** Lets some ten nanoseconds pass, or a hundred. */
    public static void passes() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }
}
