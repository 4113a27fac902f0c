package io.miou.testkit.programs;

import io.miou.Violations;
import java.util.List;

/**
 * A random program.
 *
 * @param seed it was made from
 * @param place where it is to run
 * @param domains of its pool
 * @param violations what a broken rule leads to
 * @param eventInterval of its launcher; a world has its own
 * @param interruptAfterMicros when the thread that runs it is interrupted; 0: never
 * @param watched whether another thread takes stack traces of its fibers and dumps of its tree
 * @param main the main task
 */
record Program(long seed, Place place, int domains, Violations violations, int eventInterval, int interruptAfterMicros,
        boolean watched, List<Op> main) {

    static final int CHANNELS = 3;
    static final int GATES = 3;
    static final int COMPUTATIONS = 2;
    static final int STOPS = 2;

    /** {@return how many a gate lets in at once} The first are mutexes. */
    static int capacity(int gate) {
        return gate < 2 ? 1 : 2;
    }

    boolean isOnMachine() {
        return place == Place.REAL_MACHINE;
    }
}
