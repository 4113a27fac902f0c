package io.miou.jcstress;

/**
 * The pause of a broken twin between its read and its write, or inside a critical section. It is long enough that a
 * short run catches the fault.
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
