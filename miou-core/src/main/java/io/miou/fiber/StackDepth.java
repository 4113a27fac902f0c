package io.miou.fiber;

/**
 * Limits the recursion of fibers (ADR 14). The JVM moves the frames of a fiber that suspends to the heap and brings
 * back only the innermost ones. A recursion that suspends again and again never reaches the end of its stack, and would
 * fill the heap instead. Any thread.
 */
final class StackDepth {

    /** About four times the frames that fit into the standard stack of 8 MiB: only endless recursion has more. */
    static final int MOST_FRAMES = 1_000_000;

    /** The suspensions of one fiber between two looks; a power of two. A look takes about 50 ns for each frame. */
    static final int SUSPENSIONS_A_LOOK = 8_192;

    private static final StackWalker WALKER = StackWalker.getInstance();

    static {
        // The classes that a look needs are initialised now: near the end of a stack an initialiser could fail,
        // permanently.
        requireBelow(MOST_FRAMES);
    }

    private StackDepth() {
    }

    /** Initialises the class. */
    static void prepare() {
    }

    /**
     * Checks the frames of the calling fiber.
     *
     * @throws StackOverflowError if the fiber has more than {@value #MOST_FRAMES} frames
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
