package io.miou.testkit.network;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;

/**
 * The options of a socket. They are kept; few of them have an effect here. Confined to the domain that has the turn.
 */
final class Options {

    private final Map<SocketOption<?>, Object> values = new HashMap<>();

    private Options() {
    }

    static Options ofStream() {
        return new Options().with(StandardSocketOptions.SO_RCVBUF, Pipe.CAPACITY)
                .with(StandardSocketOptions.SO_SNDBUF, Pipe.CAPACITY).with(StandardSocketOptions.SO_KEEPALIVE, false)
                .with(StandardSocketOptions.SO_REUSEADDR, false).with(StandardSocketOptions.SO_LINGER, -1)
                .with(StandardSocketOptions.TCP_NODELAY, false).with(StandardSocketOptions.IP_TOS, 0);
    }

    static Options ofListener() {
        return new Options().with(StandardSocketOptions.SO_RCVBUF, Pipe.CAPACITY)
                .with(StandardSocketOptions.SO_REUSEADDR, true).with(StandardSocketOptions.SO_REUSEPORT, false);
    }

    static Options ofDatagrams() {
        return new Options().with(StandardSocketOptions.SO_RCVBUF, Pipe.CAPACITY)
                .with(StandardSocketOptions.SO_SNDBUF, Pipe.CAPACITY).with(StandardSocketOptions.SO_BROADCAST, false)
                .with(StandardSocketOptions.SO_REUSEADDR, false).with(StandardSocketOptions.SO_REUSEPORT, false)
                .with(StandardSocketOptions.IP_TOS, 0).with(StandardSocketOptions.IP_MULTICAST_TTL, 1)
                .with(StandardSocketOptions.IP_MULTICAST_LOOP, true);
    }

    private <T> Options with(SocketOption<T> option, T value) {
        values.put(option, value);
        return this;
    }

    <T> void set(SocketOption<T> option, T value) {
        get(option);
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no value of " + option.name() + ": give it a " + option.type().getSimpleName());
        }
        values.put(option, value);
    }

    <T> T get(SocketOption<T> option) {
        Object value = values.get(option);
        if (value == null) {
            throw new UnsupportedOperationException("this socket has no option " + option.name());
        }
        return option.type().cast(value);
    }
}
