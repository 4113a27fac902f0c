package io.miou.backend.netty;

/**
 * A socket option as the operating system sees it: a number.
 *
 * @param kind which
 * @param number its own number, for those of kind {@link Kind#TCP}
 */
record IntOption(Kind kind, int number) {

    /** The options that Netty has a call for, and those that are set by number. */
    enum Kind {
        NO_DELAY, KEEP_ALIVE, REUSE_ADDRESS, REUSE_PORT, SEND_BUFFER, RECEIVE_BUFFER, BROADCAST, LINGER, TRAFFIC_CLASS,
        TCP
    }

    IntOption(Kind kind) {
        this(kind, 0);
    }
}
