package io.miou.testkit.turns;

import java.io.IOException;

/** Thrown when all domains of a world sleep, and nothing will ever wake one. */
public final class StandstillException extends IOException {

    private static final long serialVersionUID = 1L;

    StandstillException(String message) {
        super(message);
    }
}
