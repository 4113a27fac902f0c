package io.miou.benchmarks.soak;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.benchmarks.options.Choice;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A fault put into the subject on purpose, so that a test can see the verdict find it. Confined to the task that
 * accepts.
 */
enum Leak {

    NONE {
        @Override
        void connection(Orphans<Object> fibers) {
            // As it should be.
        }
    },
    MEMORY {
        @Override
        void connection(Orphans<Object> fibers) {
            KEPT.add(new byte[64 * 1024]);
        }
    },
    DESCRIPTORS {
        @Override
        void connection(Orphans<Object> fibers) throws IOException {
            KEPT.add(DatagramChannel.open());
        }
    },
    TASKS {
        @Override
        void connection(Orphans<Object> fibers) {
            Promise<?> _ = fibers.async(() -> {
                Miou.sleep(Duration.ofDays(1));
                return Leak.TASKS;
            });
        }
    };

    private static final List<Object> KEPT = new ArrayList<>();

    /** Leaks something for each connection. */
    abstract void connection(Orphans<Object> fibers) throws IOException;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a leak by its name. */
    static final class Converter extends Choice<Leak> {

        Converter() {
            super(Leak.class);
        }
    }
}
