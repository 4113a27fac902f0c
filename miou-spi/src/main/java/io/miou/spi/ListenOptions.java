package io.miou.spi;

/**
 * The options with which a listening socket is opened.
 *
 * @param backlog how many connections may wait to be accepted, more than 0
 * @param reuseAddress {@code SO_REUSEADDR}
 * @param reusePort {@code SO_REUSEPORT}: several sockets listen at one port; {@link UnsupportedOperationException}
 *        where the operating system has none
 * @since 0.1.0
 */
public record ListenOptions(int backlog, boolean reuseAddress, boolean reusePort) {

    /** Checks the backlog. */
    public ListenOptions {
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog is " + backlog + "; choose 1 or more");
        }
    }
}
