package io.miou.benchmarks.soak;

import java.util.Locale;

/** The trend of a series. */
enum Verdict {

    FLAT, GROWING,
    /** There are too few readings to tell. */
    UNDECIDED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
