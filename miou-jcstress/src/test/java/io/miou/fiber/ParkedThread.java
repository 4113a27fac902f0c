package io.miou.fiber;

import java.util.concurrent.locks.LockSupport;

/** The handoff of a thread that stays parked. */
final class ParkedThread {

    static final PortableHandoff HANDOFF = PortableHandoff.of(start());

    private ParkedThread() {
    }

    private static Thread start() {
        Thread thread = Thread.ofPlatform().daemon().start(new Life());
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    /** A class of its own: the other is still being initialised when the thread begins. */
    private static final class Life implements Runnable {
        @Override
        public void run() {
            while (true) {
                LockSupport.park();
            }
        }
    }
}
