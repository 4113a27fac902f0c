package io.miou.benchmarks.comparison;

/** Something that this machine lacks; the message says what. */
public final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    UnavailableException(String reason) {
        super(reason);
    }
}
