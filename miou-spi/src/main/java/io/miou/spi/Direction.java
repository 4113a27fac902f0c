package io.miou.spi;

/**
 * The event that a watch waits for. Each direction of a handle has at most one watch.
 *
 * @since 0.1.0
 */
public enum Direction {
    /** There may be bytes or a connection to take, or the end of the stream, or an error. */
    READ,
    /** There may be room for bytes, or a connect has been decided, or an error. */
    WRITE
}
