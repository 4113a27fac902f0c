package io.miou.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** Two threads that take turns: each wakes the other and parks. A wait and its end cannot cost less. */
final class ParkingPair {

    private final int rounds;
    private Thread first;
    private Thread second;
    private volatile boolean firstsTurn = true;

    private ParkingPair(int rounds) {
        this.rounds = rounds;
    }

    /** Runs a number of rounds of two turns on one bare carrier, which is the calling thread. */
    static void onBareCarrier(int rounds) {
        BareCarrier carrier = new BareCarrier();
        ParkingPair pair = new ParkingPair(rounds);
        pair.first = carrier.start(() -> pair.takeTurns(true));
        pair.second = carrier.start(() -> pair.takeTurns(false));
        carrier.drain();
    }

    /** The same on the JDK's scheduler. */
    static void onVirtualThreads(int rounds) throws InterruptedException {
        ParkingPair pair = new ParkingPair(rounds);
        pair.first = Thread.ofVirtual().unstarted(() -> pair.takeTurns(true));
        pair.second = Thread.ofVirtual().unstarted(() -> pair.takeTurns(false));
        pair.first.start();
        pair.second.start();
        pair.first.join();
        pair.second.join();
    }

    private void takeTurns(boolean isFirst) {
        for (int i = 0; i < rounds; i++) {
            while (firstsTurn != isFirst) {
                LockSupport.park();
            }
            firstsTurn = !isFirst;
            LockSupport.unpark(isFirst ? second : first);
        }
    }
}
