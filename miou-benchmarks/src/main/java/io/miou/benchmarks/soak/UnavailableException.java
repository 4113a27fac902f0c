package io.miou.benchmarks.soak;

/** Something that this machine lacks; the message says what. */
final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    UnavailableException(String reason) {
        super(reason);
    }
}
