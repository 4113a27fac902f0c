package io.miou.benchmarks.soak;

/**
 * What the subject runs on.
 *
 * @param backend its name
 * @param fibers the engine
 */
record Variant(String backend, String fibers) {

    @Override
    public String toString() {
        return backend + "/" + fibers;
    }
}
