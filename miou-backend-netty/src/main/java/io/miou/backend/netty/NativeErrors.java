package io.miou.backend.netty;

import io.miou.spi.DescriptorsExhaustedException;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the exceptions of Netty into those of NIO, with the operating system's message. Stateless.
 *
 * <p>Decisions rest on the operating system's error numbers and on types, never on its words, which depend on the
 * language of the machine.
 */
final class NativeErrors {

    /** The pattern of an error's number in Netty's messages, for errors whose exception has no number. */
    private static final Pattern NUMBER = Pattern.compile("error\\((-?\\d+)\\)");

    private NativeErrors() {
    }

    /** Preloads the exception of exhausted descriptors: loading it may need a descriptor. */
    static void prepare() {
        caused(new DescriptorsExhaustedException(""), new IOException());
    }

    /** The table: numbers to exceptions. It is that of the JDK's own channels. */
    private static IOException named(NativeTransport transport, int error, String message) {
        SystemNumbers numbers = transport.numbers();
        if (error == -Errors.ERROR_ECONNREFUSED_NEGATIVE || error == numbers.timedOut()
                || error == -Errors.ERRNO_ENOTCONN_NEGATIVE) {
            return new ConnectException(message);
        }
        if (error == -Errors.ERROR_EHOSTUNREACH_NEGATIVE) {
            return new NoRouteToHostException(message);
        }
        if (error == numbers.addressInUse() || error == numbers.addressNotAvailable()
                || error == SystemNumbers.ACCESS_DENIED) {
            return new BindException(message);
        }
        if (error == numbers.protocolError()) {
            return new ProtocolException(message);
        }
        if (isOfDescriptors(error)) {
            return new DescriptorsExhaustedException(message);
        }
        return new SocketException(message);
    }

    private static IOException named(NativeTransport transport, int error, SocketAddress address, Exception cause) {
        String message = words(error) + ": " + address;
        if (error == -Errors.ERRNO_EAGAIN_NEGATIVE && address instanceof UnixDomainSocketAddress) {
            message += ", because the backlog of its listener is full; try again later";
        }
        return caused(named(transport, error, message), cause);
    }

    /** An opening that failed: no socket could be had for the address. */
    static IOException opening(NativeTransport transport, IOException failure, SocketAddress address) {
        return failure instanceof NativeIoException
                ? named(transport, number(failure), address, failure)
                : failure;
    }

    /** A failed bind or listen. */
    static IOException binding(NativeTransport transport, IOException failure, SocketAddress local) {
        return opening(transport, failure, local);
    }

    /** A connect that failed at once. */
    static IOException connecting(NativeTransport transport, Exception failure, SocketAddress remote) {
        return switch (failure) {
            case NativeIoException e -> named(transport, number(e), remote, e);
            case NoRouteToHostException e -> named(transport, unreachable(remote), remote, e);
            case FileNotFoundException e -> named(transport, -Errors.ERRNO_ENOENT_NEGATIVE, remote, e);
            case ConnectException e -> named(transport, numberIn(e), remote, e);
            case IOException e -> e;
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }

    /** A pending connect that failed with a number. */
    static IOException connecting(NativeTransport transport, int error, SocketAddress remote) {
        return named(transport, error, remote, Errors.newIOException("connect", -error));
    }

    /**
     * Netty has one exception for two errors, without words. A datagram socket of the JDK asks the same routes, sends
     * nothing, and says which it is.
     */
    private static int unreachable(SocketAddress remote) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(remote);
        } catch (NoRouteToHostException e) {
            return -Errors.ERROR_EHOSTUNREACH_NEGATIVE;
        } catch (IOException | RuntimeException e) {
            // The network it is: also what TCP says of addresses for broadcast and multicast.
        }
        return -Errors.ERROR_ENETUNREACH_NEGATIVE;
    }

    /** A datagram that was not sent or received, or an error that the network reports of an earlier one. */
    static IOException datagram(NativeTransport transport, Exception failure, @Nullable SocketAddress peer) {
        int error = switch (failure) {
            case PortUnreachableException _ -> -Errors.ERROR_ECONNREFUSED_NEGATIVE;
            case NativeIoException e -> number(e);
            default -> 0;
        };
        if (error == 0) {
            return transferring(transport, failure);
        }
        String message = peer == null ? words(error) : words(error) + ": " + peer;
        return caused(error == -Errors.ERROR_ECONNREFUSED_NEGATIVE
                ? new PortUnreachableException(message)
                : named(transport, error, message), failure);
    }

    /** A failed read, write or shutdown of a stream. */
    static IOException transferring(NativeTransport transport, Exception failure) {
        return switch (failure) {
            // The handle was connected, or it could not be read: so the connection is gone.
            case NotYetConnectedException e -> caused(new SocketException("Socket is not connected"), e);
            case IOException e -> translated(transport, e);
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }

    /** An option that was refused. */
    static IOException option(NativeTransport transport, Exception failure, String option) {
        return switch (failure) {
            // It has no number.
            case ChannelException e -> caused(new SocketException(reason(e) + ": " + option), e);
            case NativeIoException e ->
                caused(named(transport, number(e), words(number(e)) + ": " + option), e);
            case IOException e -> e;
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }

    /** Translates any other failure. */
    static IOException translated(NativeTransport transport, IOException failure) {
        if (!(failure instanceof NativeIoException)) {
            return failure;
        }
        int error = number(failure);
        if (error == -Errors.ERRNO_ECONNRESET_NEGATIVE) {
            return caused(new SocketException("Connection reset"), failure);
        }
        if (error == -Errors.ERRNO_EBADF_NEGATIVE) {
            return caused(new ClosedChannelException(), failure);
        }
        if (isOfDescriptors(error)) {
            return caused(named(transport, error, reason(failure)), failure);
        }
        return new IOException(reason(failure), failure);
    }

    /** Whether something was asked of a connection that is gone. */
    static boolean isNotConnected(Exception failure) {
        return failure instanceof NotYetConnectedException;
    }

    /** Whether it is the translation of EPIPE: the connection takes nothing more, for a reason that is not told. */
    static boolean isBrokenPipe(IOException translated) {
        return translated.getCause() instanceof NativeIoException failure
                && failure.expectedErr() == Errors.ERRNO_EPIPE_NEGATIVE;
    }

    /** Whether a connection was given up by its peer before it was accepted. */
    static boolean isAborted(NativeTransport transport, IOException failure) {
        return failure instanceof NativeIoException && number(failure) == transport.numbers().connectionAborted();
    }

    private static boolean isOfDescriptors(int error) {
        return error == SystemNumbers.PROCESS_FILES_EXHAUSTED || error == SystemNumbers.SYSTEM_FILES_EXHAUSTED;
    }

    private static int number(IOException failure) {
        return -((NativeIoException) failure).expectedErr();
    }

    /** The number that Netty has written into the message; a refusal if there is none. */
    private static int numberIn(ConnectException failure) {
        Matcher matcher = NUMBER.matcher(String.valueOf(failure.getMessage()));
        return matcher.find()
                ? Math.abs(Integer.parseInt(matcher.group(1)))
                : -Errors.ERROR_ECONNREFUSED_NEGATIVE;
    }

    /** The operating system's words for a number. */
    private static String words(int error) {
        return reason(Errors.newIOException("", -error));
    }

    /** The operating system's words, without those of Netty before them. */
    private static String reason(Exception failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        int end = message.indexOf(failure instanceof ChannelException ? "failed:" : "):");
        return end < 0 ? message : message.substring(message.indexOf(':', end) + 1).strip();
    }

    private static <E extends IOException> E caused(E named, Exception cause) {
        named.initCause(cause);
        return named;
    }
}
