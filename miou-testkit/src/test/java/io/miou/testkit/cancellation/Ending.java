package io.miou.testkit.cancellation;

/**
 * The domain that a victim runs on, and the way it is stopped. A lent resource stays on its domain; a given one moves
 * with the victim.
 */
enum Ending {
    /** It is cancelled by its parent, on the same domain. */
    CANCEL_HERE(true),
    /** It is cancelled by its parent, on another domain; what it was given is released with it. */
    CANCEL_ELSEWHERE(false),
    /** The trigger of the scope that it is in fires, on the same domain. */
    TRIGGER_HERE(true),
    /** The trigger of the scope that it is in is fired by another domain; what it was given comes back. */
    TRIGGER_ELSEWHERE(false),
    /** The limit of the scope that it is in passes. */
    LIMIT_HERE(true),
    /** The same on another domain. */
    LIMIT_ELSEWHERE(false);

    final boolean isHere;

    Ending(boolean isHere) {
        this.isHere = isHere;
    }
}
