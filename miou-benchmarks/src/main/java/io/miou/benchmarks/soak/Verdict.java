package io.miou.benchmarks.soak;

import java.util.Locale;

/** What a series does. */
enum Verdict {

    FLAT, GROWING,
    /** There are too few readings to tell. */
    UNDECIDED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
