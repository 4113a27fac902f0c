package io.miou.testkit.turns;

import java.io.IOException;

/** Everybody in a world sleeps, and nothing will ever wake anybody. */
public final class StandstillException extends IOException {

    private static final long serialVersionUID = 1L;

    StandstillException(String message) {
        super(message);
    }
}
