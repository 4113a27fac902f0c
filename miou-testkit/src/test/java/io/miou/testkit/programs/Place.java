package io.miou.testkit.programs;

/** The place where a random program runs. */
enum Place {
    /**
     * A single domain runs at a time, so the log is one sequence: an event stands for the moment at which it was
     * written.
     */
    SIMULATED_WORLD,
    /**
     * Several domains run at once. The log has the steps of one domain in their order, and every cause before its
     * effect; the steps of two domains may be written in another order than they were taken.
     */
    REAL_MACHINE
}
