package io.miou.benchmarks.soak;

/**
 * The backend and the engine of the subject.
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
