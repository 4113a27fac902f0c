package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/**
 * What a domain's keeper does while others have the baton: it looks now and then for a fiber that waits in a call of the JDK and
 * so keeps the domain, interrupts it if it is cancelled, and takes the domain from it if the run is to end and it does not come back
 * (rule 32). While the domain sleeps, so does this.
 *
 * <p>Threads: confined to the keeper, which does not have the baton here: what it reads of the domain may be out of date, which
 * at worst delays an interrupt or the end to the next look.
 */
final class Watch {

    static final long FIRST_LOOK_NANOS = 10_000_000;
    static final long NEXT_LOOK_NANOS = 100_000_000;

    private final FiberHost host;
    private long passesSeen = -1;
    private long keptSince;
    private StackTraceElement @Nullable [] stackSeen;

    Watch(FiberHost host) {
        this.host = host;
    }

    /** Returns when the keeper has the baton again: it has come back, or was taken from a fiber that was given up. */
    void until(Seat keeper, Baton baton) {
        long pause = FIRST_LOOK_NANOS;
        while (!keeper.awaitCall(pause)) {
            if (Thread.interrupted()) {
                host.interrupted();
            }
            PortableFiber fiber = baton.runningFiber();
            if (fiber != null) {
                fiber.interruptIfCancelled(baton);
                takeNotice(baton.passes());
                if (isGivenUp(fiber, baton)) {
                    return;
                }
            }
            pause = Math.min(2 * pause, NEXT_LOOK_NANOS);
        }
    }

    private void takeNotice(long passes) {
        if (passes != passesSeen) {
            passesSeen = passes;
            keptSince = System.nanoTime();
            stackSeen = null;
        }
    }

    private boolean isGivenUp(PortableFiber fiber, Baton baton) {
        if (!host.patience().isOver(keptSince)) {
            return false;
        }
        long passes = passesSeen;
        Fiber.GivingUp attempt = fiber.giveUpRunning(() -> baton.passes() == passes, stackSeen);
        stackSeen = attempt.stack();
        if (attempt.succeeded()) {
            baton.takeFromGivenUp();
        }
        return attempt.succeeded();
    }
}
