package io.miou.fiber;

import io.miou.support.Log;
import org.jspecify.annotations.Nullable;

/**
 * What a domain's keeper does while others have the baton: it looks now and then for a fiber that waits in a call of the JDK and
 * so keeps the domain, interrupts it if it is cancelled, and warns of it if others wait for the domain. While the domain sleeps,
 * so does this.
 *
 * <p>Threads: confined to the keeper, which does not have the baton here: what it reads of the domain may be out of date, which
 * at worst delays an interrupt or a warning to the next look.
 */
final class Watch {

    static final long FIRST_LOOK_NANOS = 10_000_000;
    static final long NEXT_LOOK_NANOS = 100_000_000;
    static final long PATIENCE_NANOS = 1_000_000_000;
    static final long BETWEEN_WARNINGS_NANOS = 10_000_000_000L;

    private final FiberHost host;
    private long passesSeen = -1;
    private long waitingSince;
    private boolean mayWarn;
    private long warnedAt = System.nanoTime() - BETWEEN_WARNINGS_NANOS;

    Watch(FiberHost host) {
        this.host = host;
    }

    /** Returns when the baton has come back to the keeper. */
    void until(Seat keeper, Baton baton) {
        long pause = FIRST_LOOK_NANOS;
        while (!keeper.awaitCall(pause)) {
            if (Thread.interrupted()) {
                host.interrupted();
            }
            PortableFiber fiber = baton.runningFiber();
            if (fiber != null) {
                fiber.interruptIfCancelled(baton);
                warnIfItIsInTheWay(fiber, baton.passes());
            }
            pause = Math.min(2 * pause, NEXT_LOOK_NANOS);
        }
    }

    private void warnIfItIsInTheWay(PortableFiber fiber, long passes) {
        long now = System.nanoTime();
        if (passes != passesSeen) {
            passesSeen = passes;
            mayWarn = true;
            waitingSince = now;
        } else if (!mayWarn || !host.isWaitedFor() || !isWaiting(fiber)) {
            waitingSince = now;
        } else if (now - waitingSince >= PATIENCE_NANOS && now - warnedAt >= BETWEEN_WARNINGS_NANOS) {
            mayWarn = false;
            warnedAt = now;
            Log.warning(warning(fiber));
        }
    }

    private static boolean isWaiting(PortableFiber fiber) {
        if (fiber.isBlockedInJdk()) {
            return true;
        }
        // Reading a file or a pipe, for example, is no wait as far as the thread's state goes.
        StackTraceElement[] stack = fiber.thread().getStackTrace();
        return stack.length > 0 && stack[0].isNativeMethod();
    }

    private String warning(PortableFiber fiber) {
        StringBuilder text = new StringBuilder().append(describe(fiber))
                .append(" has waited in a call of the JDK for more than a second, and others wait for domain ")
                .append(host.id())
                .append(", which it keeps meanwhile on the portable engine: wrap the call in Miou.blocking, or add the JVM flag ")
                .append(CarriedEngine.FLAG).append("; it waits");
        for (StackTraceElement frame : fiber.thread().getStackTrace()) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }

    private static String describe(PortableFiber fiber) {
        @Nullable String description = fiber.description();
        return description == null ? "a fiber" : description;
    }
}
