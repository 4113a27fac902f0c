package io.miou.spi;

/**
 * The options with which a datagram socket is bound.
 *
 * @param reuseAddress {@code SO_REUSEADDR}: several sockets receive the datagrams of one multicast group and port
 * @param reusePort {@code SO_REUSEPORT}: several sockets share a port; {@link UnsupportedOperationException} where the
 *        operating system has none
 * @since 0.1.0
 */
public record DatagramOptions(boolean reuseAddress, boolean reusePort) {
}
