package io.miou.examples;

import io.miou.sync.Trigger;
import java.util.ArrayDeque;

/** A limit on the things under way at once: fibers of any domain wait for a permit, in order. */
final class Permits {

    private final ArrayDeque<Trigger> waiting = new ArrayDeque<>();
    private int free;

    Permits(int count) {
        this.free = count;
    }

    /** Takes a permit; suspends until there is one. */
    void acquire() {
        Trigger turn = new Trigger();
        synchronized (waiting) {
            if (free > 0) {
                free--;
                return;
            }
            waiting.add(turn);
        }
        turn.await();
    }

    /** Gives one back, to the first waiter that was not cancelled. */
    void release() {
        synchronized (waiting) {
            for (Trigger next = waiting.poll(); next != null; next = waiting.poll()) {
                if (next.signal()) {
                    return;
                }
            }
            free++;
        }
    }
}
