package io.miou.backend.netty;

/** The events that a descriptor is registered for. The registration does not change. */
public enum Interest {
    /** Connections to accept. */
    ACCEPT,
    /** Both directions. */
    READ_AND_WRITE
}
