package io.miou.fiber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Fibers that are suspended while the message of an earlier wake is still on its way: the moment at which a second wake
 * must not be lost. No thread runs them; that they are suspended is written into them, everything else comes from their
 * own methods.
 */
final class SuspendedFibers {

    private static final VarHandle CARRIED = suspended(CarriedFiber.class);
    private static final VarHandle PORTABLE = suspended(PortableFiber.class);

    private static final FiberBody NOTHING = new FiberBody() {
        @Override
        public void live() {
            throw new AssertionError("nobody runs it");
        }

        @Override
        public void blockedInJdk() {
            throw new AssertionError("nobody runs it");
        }

        @Override
        public void leftToJdk() {
            throw new AssertionError("nobody runs it");
        }

        @Override
        public void backFromJdk() {
            throw new AssertionError("nobody runs it");
        }

        @Override
        public boolean isCancellationAhead() {
            return false;
        }

        @Override
        public void doubt(boolean doubted) {
            throw new AssertionError("nobody runs it");
        }

        @Override
        public void givenUp(StackTraceElement[] stack) {
            throw new AssertionError("nobody runs it");
        }
    };

    private SuspendedFibers() {
    }

    private static VarHandle suspended(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVarHandle(type, "suspended", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static Fiber carried(FiberHost host) {
        CarriedFiber fiber = new CarriedFiber(host, null, NOTHING);
        wakeAhead(fiber);
        CARRIED.set(fiber, true);
        return fiber;
    }

    static Fiber portable(FiberHost host) {
        PortableFiber fiber = new PortableFiber(host, null, NOTHING);
        wakeAhead(fiber);
        PORTABLE.set(fiber, true);
        return fiber;
    }

    /** Wakes a fiber before it suspends, so that it does not suspend and the message is on its way. */
    private static void wakeAhead(Fiber fiber) {
        fiber.wake();
        boolean _ = fiber.suspend();
    }
}
