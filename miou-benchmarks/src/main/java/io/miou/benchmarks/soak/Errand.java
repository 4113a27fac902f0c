package io.miou.benchmarks.soak;

import io.miou.Step;

/**
 * A small program that leaves nothing behind, and reports wrong results.
 *
 * @param name for messages
 * @param body runs in a task
 */
record Errand(String name, Step<Exception> body) {

    void run() throws Exception {
        body.run();
    }

    /** Ends the soak unless the two are the same. */
    static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new IllegalStateException("expected " + expected + ", got " + actual);
        }
    }

    @Override
    public String toString() {
        return "the errand '" + name + "'";
    }
}
