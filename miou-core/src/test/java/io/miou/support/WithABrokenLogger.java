package io.miou.support;

/** Plays the scenes under each fault of the logger, in a process of its own. */
final class WithABrokenLogger {

    private WithABrokenLogger() {
    }

    /** Prints what the test looks for. */
    public static void main(String... args) {
        for (BrokenLogger.Fault fault : BrokenLogger.Fault.values()) {
            BrokenLogger.breakBy(fault);
            var trail = LoggedScenes.play(() -> {
            });
            System.out.println(fault + ": " + (trail.equals(LoggedScenes.EXPECTED) ? "as expected" : trail)
                    + ", refused " + (BrokenLogger.refused() > 0));
        }
        BrokenLogger.breakBy(BrokenLogger.Fault.ERROR);
        System.out.println("watchdog: " + LoggedScenes.keepTheDomain());
    }
}
