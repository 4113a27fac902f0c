package io.miou.backend.netty;

import java.util.Map;

/**
 * Numbers that an operating system gives to errors and socket options, where Netty has no name for them.
 *
 * @param addressInUse {@code EADDRINUSE}
 * @param addressNotAvailable {@code EADDRNOTAVAIL}
 * @param connectionAborted {@code ECONNABORTED}
 * @param timedOut {@code ETIMEDOUT}
 * @param protocolError {@code EPROTO}
 * @param pathLimit how many bytes the path of a Unix domain socket may have
 * @param bufferSizeFactor how much larger the operating system reports a buffer size than it was set
 * @param tcpOptions the options of {@code jdk.net.ExtendedSocketOptions} at level {@code IPPROTO_TCP}, by name
 */
public record SystemNumbers(int addressInUse, int addressNotAvailable, int connectionAborted, int timedOut,
        int protocolError, int pathLimit, int bufferSizeFactor, Map<String, Integer> tcpOptions) {

    /** {@code EACCES}, the same on every Unix. */
    static final int ACCESS_DENIED = 13;

    /** {@code ENFILE}, the same on every Unix: the system has no descriptor left. */
    static final int SYSTEM_FILES_EXHAUSTED = 23;

    /** {@code EMFILE}, the same on every Unix: the process may not open another descriptor. */
    static final int PROCESS_FILES_EXHAUSTED = 24;

    /** {@code IPPROTO_TCP}, the same everywhere. */
    static final int TCP_LEVEL = 6;
}
