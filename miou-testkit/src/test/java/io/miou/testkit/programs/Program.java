package io.miou.testkit.programs;

import io.miou.Violations;
import java.util.List;

/**
 * A random program.
 *
 * @param seed it was made from
 * @param domains of its pool
 * @param violations what a broken rule leads to
 * @param main the main task
 */
record Program(long seed, int domains, Violations violations, List<Op> main) {

    static final int CHANNELS = 3;
    static final int GATES = 3;
    static final int COMPUTATIONS = 2;
    static final int STOPS = 2;

    /** {@return how many a gate lets in at once} The first are mutexes. */
    static int capacity(int gate) {
        return gate < 2 ? 1 : 2;
    }
}
