package io.miou.backend.netty;

/** What a descriptor is registered for, once and for all. */
public enum Interest {
    /** Connections to accept. */
    ACCEPT,
    /** Both directions. */
    READ_AND_WRITE
}
