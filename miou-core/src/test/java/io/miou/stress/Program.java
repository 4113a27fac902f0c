package io.miou.stress;

import io.miou.Violations;
import java.util.List;

/**
 * A random program.
 *
 * @param seed it was made from
 * @param poolDomains besides domain 0
 * @param violations policy
 * @param eventInterval of its launcher
 * @param interruptAfterMicros when the thread that runs it is interrupted; 0: never
 * @param watched whether another thread takes stack traces of its fibers and dumps of its tree
 * @param main the main task
 */
record Program(long seed, int poolDomains, Violations violations, int eventInterval, int interruptAfterMicros,
        boolean watched, List<Op> main) {
}
