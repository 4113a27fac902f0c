package io.miou.fiber;

/**
 * Makes sure that there is enough stack left to hand a domain over. To run out of it half-way would lose the domain; Java cannot
 * ask how much is left, but it can try. Any thread.
 */
public final class StackReserve {

    private static final int FRAMES = 64;

    private StackReserve() {
    }

    /**
     * Does nothing.
     *
     * @throws StackOverflowError if there is too little left
     */
    public static void require() {
        if (descend(FRAMES) != FRAMES) {
            throw new AssertionError("cannot happen: the way down and up again have different lengths");
        }
    }

    private static int descend(int frames) {
        return frames == 0 ? 0 : 1 + descend(frames - 1);
    }
}
