package io.miou.benchmarks.soak;

import java.io.IOException;
import java.util.Locale;

/**
 * The behaviour of a client. Everything that the server owes to such a client is checked: an {@link IOException} means
 * a fault of the server.
 */
enum Manner {

    /** Sends, reads, thinks; the only one whose latency counts. */
    REGULAR(Visits::regular),
    /** Vanishes in the middle, by a reset. */
    VANISHING(Visits::vanishing),
    /** Ends its side, and still expects all of its data back. */
    HALF_CLOSING(Visits::halfClosing),
    /** Sends byte by byte. */
    TRICKLING(Visits::trickling),
    /** Sends as much as goes, and reads nothing. */
    NEVER_READING(Visits::neverReading),
    /** Connects, and says nothing. */
    SILENT(Visits::silent),
    /** Connects many times at once, and leaves. */
    STORMING(Visits::storming);

    /** A conversation, or a storm of them. */
    interface Visit {
        void pay(Crowd crowd) throws IOException, InterruptedException;
    }

    private final Visit visit;

    Manner(Visit visit) {
        this.visit = visit;
    }

    void visit(Crowd crowd) throws IOException, InterruptedException {
        visit.pay(crowd);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
