package io.miou.testkit.cancellation;

import java.util.List;

/**
 * A way to use one operation: the operation, what other tasks do meanwhile, and the checks afterwards.
 *
 * @param operations which it is for, as {@code Type.method(ParameterType)}
 * @param network whether it depends on how reliable the network is
 * @param heavy whether it computes much, with locks of the JDK that all worlds of the process share. Its worlds are
 *        played one at a time, and its victim is stopped a few steps later each time
 * @param play the main task
 */
record Scenario(List<String> operations, boolean network, boolean heavy, Play play) {

    /** The main task of a scenario; throws an AssertionError if something is not as it must be. */
    @FunctionalInterface
    interface Play {
        void play(Rig rig) throws Exception;
    }

    static Scenario of(String operation, Play play) {
        return new Scenario(List.of(operation), false, false, play);
    }

    static Scenario ofNetwork(String operation, Play play) {
        return new Scenario(List.of(operation), true, false, play);
    }

    static Scenario ofHeavy(String operation, Play play) {
        return new Scenario(List.of(operation), true, true, play);
    }

    Scenario andOf(String operation) {
        return new Scenario(List.of(operations.getFirst(), operation), network, heavy, play);
    }

    @Override
    public String toString() {
        return String.join(", ", operations);
    }
}
