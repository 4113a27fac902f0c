package io.miou.fiber;

/**
 * The limit of how deep a fiber recurses. The JVM moves the frames of a fiber that suspends to the heap and brings back only the
 * innermost, so a recursion that suspends again and again never meets the end of its stack, and would fill the heap instead. Any
 * thread.
 */
final class StackDepth {

    /** About four times as many as have room in the standard stack of 8 MiB, so only a recursion without end has more. */
    static final int MOST_FRAMES = 1_000_000;

    /** How many suspensions of one fiber there are between two looks; a power of two. A look takes about 50 ns for each frame. */
    static final int SUSPENSIONS_A_LOOK = 8_192;

    private static final StackWalker WALKER = StackWalker.getInstance();

    static {
        // What a look needs is initialised now: near the end of a stack an initialiser could fail, for good.
        requireBelow(MOST_FRAMES);
    }

    private StackDepth() {
    }

    /** Initialises the class. */
    static void prepare() {
    }

    /**
     * Does nothing, unless the calling fiber has more than {@value #MOST_FRAMES} frames.
     *
     * @throws StackOverflowError if it has
     */
    static void requireSane() {
        requireBelow(MOST_FRAMES);
    }

    private static void requireBelow(int most) {
        if (WALKER.walk(frames -> frames.skip(most).findFirst()).isPresent()) {
            throw new StackOverflowError("a fiber has more than " + most
                    + " frames: it seems to recurse without end, and each time that it suspends its frames move to the heap");
        }
    }
}
