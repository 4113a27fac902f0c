package io.miou.benchmarks.soak;

/** Thrown if this machine lacks something; the message names it. */
final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    UnavailableException(String reason) {
        super(reason);
    }
}
