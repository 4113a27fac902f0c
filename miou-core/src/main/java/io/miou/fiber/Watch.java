package io.miou.fiber;

/** What a domain's keeper does while others have the baton. */
final class Watch {

    private static final long TICK_NANOS = 100_000_000;

    /** Returns when the baton has come back to the keeper. On the keeper's thread. */
    void until(Seat keeper, Baton baton) {
        while (!keeper.awaitCall(TICK_NANOS)) {
            if (Thread.interrupted()) {
                baton.host().interrupted();
            }
        }
    }
}
