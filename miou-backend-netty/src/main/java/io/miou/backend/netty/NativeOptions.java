package io.miou.backend.netty;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link StandardSocketOptions} and {@code jdk.net.ExtendedSocketOptions} on native sockets. Stateless.
 */
final class NativeOptions {

    private static final Map<SocketOption<?>, IntOption> OF_EVERY_SOCKET = Map.of(
            StandardSocketOptions.SO_RCVBUF, new IntOption(IntOption.Kind.RECEIVE_BUFFER));

    private static final Map<SocketOption<?>, IntOption> OF_STREAMS = Map.of(
            StandardSocketOptions.SO_SNDBUF, new IntOption(IntOption.Kind.SEND_BUFFER),
            StandardSocketOptions.SO_LINGER, new IntOption(IntOption.Kind.LINGER));

    private static final Map<SocketOption<?>, IntOption> OF_THE_INTERNET = Map.of(
            StandardSocketOptions.SO_REUSEADDR, new IntOption(IntOption.Kind.REUSE_ADDRESS),
            StandardSocketOptions.SO_REUSEPORT, new IntOption(IntOption.Kind.REUSE_PORT));

    private static final Map<SocketOption<?>, IntOption> OF_INTERNET_STREAMS = Map.of(
            StandardSocketOptions.TCP_NODELAY, new IntOption(IntOption.Kind.NO_DELAY),
            StandardSocketOptions.SO_KEEPALIVE, new IntOption(IntOption.Kind.KEEP_ALIVE),
            StandardSocketOptions.IP_TOS, new IntOption(IntOption.Kind.TRAFFIC_CLASS));

    private static final Map<SocketOption<?>, IntOption> OF_DATAGRAMS = Map.of(
            StandardSocketOptions.SO_SNDBUF, new IntOption(IntOption.Kind.SEND_BUFFER),
            StandardSocketOptions.SO_BROADCAST, new IntOption(IntOption.Kind.BROADCAST),
            StandardSocketOptions.IP_TOS, new IntOption(IntOption.Kind.TRAFFIC_CLASS));

    private NativeOptions() {
    }

    static <T> void setOfStream(NativeSocket socket, SocketOption<T> option, T value) throws IOException {
        set(socket, ofStream(socket, option), option, value);
    }

    static <T> T getOfStream(NativeSocket socket, SocketOption<T> option) throws IOException {
        return get(socket, ofStream(socket, option), option);
    }

    static <T> void setOfListener(NativeSocket socket, SocketOption<T> option, T value) throws IOException {
        set(socket, ofListener(socket, option), option, value);
    }

    static <T> T getOfListener(NativeSocket socket, SocketOption<T> option) throws IOException {
        return get(socket, ofListener(socket, option), option);
    }

    static <T> void setOfDatagrams(NativeSocket socket, SocketOption<T> option, T value) throws IOException {
        set(socket, ofDatagrams(socket, option), option, value);
    }

    static <T> T getOfDatagrams(NativeSocket socket, SocketOption<T> option) throws IOException {
        return get(socket, ofDatagrams(socket, option), option);
    }

    static void setReuseAddress(NativeSocket socket, boolean reuse) throws IOException {
        set(socket, new IntOption(IntOption.Kind.REUSE_ADDRESS), StandardSocketOptions.SO_REUSEADDR, reuse);
    }

    static void setReusePort(NativeSocket socket) throws IOException {
        set(socket, new IntOption(IntOption.Kind.REUSE_PORT), StandardSocketOptions.SO_REUSEPORT, true);
    }

    private static IntOption ofDatagrams(NativeSocket socket, SocketOption<?> option) {
        IntOption found = OF_DATAGRAMS.get(option);
        return found != null ? found : ofListener(socket, option);
    }

    private static IntOption ofStream(NativeSocket socket, SocketOption<?> option) {
        IntOption found = OF_STREAMS.get(option);
        if (found == null && !socket.isUnix()) {
            found = OF_INTERNET_STREAMS.get(option);
            Integer number = socket.transport().numbers().tcpOptions().get(option.name());
            if (found == null && number != null) {
                found = new IntOption(IntOption.Kind.TCP, number);
            }
        }
        return found != null ? found : ofListener(socket, option);
    }

    private static IntOption ofListener(NativeSocket socket, SocketOption<?> option) {
        IntOption found = OF_EVERY_SOCKET.get(option);
        if (found == null && !socket.isUnix()) {
            found = OF_THE_INTERNET.get(option);
        }
        if (found == null) {
            throw new UnsupportedOperationException(
                    "sockets of " + socket.transport().name() + " of this kind have no option " + option.name());
        }
        return found;
    }

    private static <T> void set(NativeSocket socket, IntOption known, SocketOption<T> option, @Nullable T value)
            throws IOException {
        int number = switch (value) {
            case Boolean flag when option.type() == Boolean.class -> flag ? 1 : 0;
            case Integer amount when option.type() == Integer.class -> checked(known, option, amount);
            case null, default -> throw new IllegalArgumentException(
                    "option " + option.name() + " cannot be " + value + "; its values are of " + option.type());
        };
        socket.setIntOption(known, option.name(), number);
    }

    private static int checked(IntOption known, SocketOption<?> option, int value) {
        int least = switch (known.kind()) {
            case LINGER -> Integer.MIN_VALUE; // a negative one switches it off
            default -> 0;
        };
        if (value < least) {
            throw new IllegalArgumentException(
                    "option " + option.name() + " cannot be " + value + ", which is negative");
        }
        if (known.kind() == IntOption.Kind.TRAFFIC_CLASS && value > 255) {
            throw new IllegalArgumentException(
                    "option " + option.name() + " cannot be " + value + ", which is more than 255");
        }
        return Math.max(value, -1);
    }

    private static <T> T get(NativeSocket socket, IntOption known, SocketOption<T> option) throws IOException {
        int number = socket.intOption(known, option.name());
        Object value = switch (known.kind()) {
            // The operating system adds its own overhead; this returns the size that was asked for, as NIO does.
            case SEND_BUFFER, RECEIVE_BUFFER -> number / socket.transport().numbers().bufferSizeFactor();
            default -> option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
        };
        return option.type().cast(value);
    }
}
