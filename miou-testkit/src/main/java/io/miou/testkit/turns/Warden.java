package io.miou.testkit.turns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread that looks at all worlds now and then, for a domain that does not give its turn up. It ends when no world is
 * left. Any thread may add and remove a world.
 */
final class Warden {

    private static final long PAUSE_MILLIS = 250;
    private static final int IDLE_PAUSES = 40;
    private static final List<Turns> WORLDS = new ArrayList<>();

    @Nullable
    private static Thread thread;

    private Warden() {
    }

    static void add(Turns world) {
        synchronized (WORLDS) {
            WORLDS.add(world);
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("miou-testkit-warden").start(Warden::watch);
            }
        }
    }

    static void remove(Turns world) {
        synchronized (WORLDS) {
            WORLDS.remove(world);
        }
    }

    private static void watch() {
        for (List<Turns> worlds = next(); !worlds.isEmpty(); worlds = next()) {
            worlds.forEach(Turns::lookAtHolder);
        }
    }

    /** Returns the worlds to look at; empty if this thread must end. */
    private static List<Turns> next() {
        synchronized (WORLDS) {
            for (int pauses = 0; pauses < IDLE_PAUSES; pauses++) {
                try {
                    WORLDS.wait(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    // Interrupts are not used here; ignore.
                    continue;
                }
                if (!WORLDS.isEmpty()) {
                    return List.copyOf(WORLDS);
                }
            }
            thread = null;
            return List.of();
        }
    }
}
