package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/**
 * Watches for a fiber that waits in a call of the JDK and so blocks its domain. Runs on the poller thread while other
 * threads have the baton. If the fiber is cancelled, the watchdog interrupts it (ADR 47). If the run must end and the
 * fiber does not come back, the watchdog takes the domain from it (rule 32). While the domain sleeps, the watchdog
 * sleeps too.
 *
 * <p>Threads: confined to the poller thread, which does not have the baton here. What it reads of the domain may be out
 * of date; at worst that delays an interrupt or the end until the next look.
 */
final class PortableWatchdog {

    static final long FIRST_LOOK_NANOS = 10_000_000;
    static final long NEXT_LOOK_NANOS = 100_000_000;

    private final FiberHost host;
    private long passesSeen = -1;
    private long blockedSince;
    private StackTraceElement @Nullable [] stackSeen;

    PortableWatchdog(FiberHost host) {
        this.host = host;
    }

    /** Watches until the poller thread has the baton again: it was passed, or taken from a fiber that was given up. */
    void watchUntil(PortableHandoff poller, PortableBaton baton) {
        long pause = FIRST_LOOK_NANOS;
        while (!poller.awaitCall(pause)) {
            if (Thread.interrupted()) {
                host.interrupted();
            }
            PortableFiber fiber = baton.runningFiber();
            if (fiber != null) {
                fiber.interruptIfCancelled(baton);
                notePasses(baton.passes());
                if (isGivenUp(fiber, baton)) {
                    return;
                }
            }
            pause = Math.min(2 * pause, NEXT_LOOK_NANOS);
        }
    }

    private void notePasses(long passes) {
        if (passes != passesSeen) {
            passesSeen = passes;
            blockedSince = System.nanoTime();
            stackSeen = null;
        }
    }

    private boolean isGivenUp(PortableFiber fiber, PortableBaton baton) {
        if (!host.endGrace().isOver(blockedSince)) {
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
