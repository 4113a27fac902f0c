package io.miou.stress;

/** The exceptions that only tasks of a random program throw, and on purpose. */
interface StressFailure {

    static Exception of(Op.Kind kind, String message) {
        return switch (kind) {
            case CHECKED -> new Checked(message);
            case RUNTIME -> new Unchecked(message);
            case ERROR -> throw new Fatal(message);
        };
    }

    final class Checked extends Exception implements StressFailure {
        Checked(String message) {
            super(message, null, true, false);
        }
    }

    final class Unchecked extends RuntimeException implements StressFailure {
        Unchecked(String message) {
            super(message, null, true, false);
        }
    }

    final class Fatal extends Error implements StressFailure {
        Fatal(String message) {
            super(message, null, true, false);
        }
    }
}
