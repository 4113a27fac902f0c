package io.miou.testkit.cancellation;

import java.util.List;

/**
 * A way to use one operation: the operation, what other tasks do meanwhile, and the checks afterwards.
 *
 * @param operations which it is for, as {@code Type.method(ParameterType)}
 * @param network whether it depends on how reliable the network is
 * @param play the main task
 */
record Scenario(List<String> operations, boolean network, Play play) {

    /** The main task of a scenario; throws an AssertionError if something is not as it must be. */
    @FunctionalInterface
    interface Play {
        void play(Rig rig) throws Exception;
    }

    static Scenario of(String operation, Play play) {
        return new Scenario(List.of(operation), false, play);
    }

    static Scenario ofNetwork(String operation, Play play) {
        return new Scenario(List.of(operation), true, play);
    }

    Scenario andOf(String operation) {
        return new Scenario(List.of(operations.getFirst(), operation), network, play);
    }

    @Override
    public String toString() {
        return String.join(", ", operations);
    }
}
