package io.miou.testkit.cancellation;

/**
 * The fate of a victim's operation.
 *
 * @param <T> its result
 */
sealed interface Fate<T> {

    /** It returned: its effect happened and was delivered. */
    record Done<T>(T value) implements Fate<T> {
    }

    /** It threw TaskCancelled, or was never begun: it must have had no effect. */
    record Cut<T>() implements Fate<T> {
    }

    /** It threw something else, as the network makes it now and then. */
    record Failed<T>(Exception cause) implements Fate<T> {
    }

    default boolean isDone() {
        return this instanceof Done;
    }

    /** {@return 1 if it is done, else 0: how often the effect must have happened} */
    default int count() {
        return isDone() ? 1 : 0;
    }
}
