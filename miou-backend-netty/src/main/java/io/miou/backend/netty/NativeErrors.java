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
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/** Turns what Netty throws into what NIO would have thrown. Stateless. */
final class NativeErrors {

    private NativeErrors() {
    }

    /** A failed bind or listen, with the address. */
    static IOException binding(NativeTransport transport, IOException failure, SocketAddress local) {
        if (failure instanceof NativeIoException) {
            SystemNumbers numbers = transport.numbers();
            int error = number(failure);
            String message = reason(failure) + ": " + local;
            boolean ofTheAddress = error == numbers.addressInUse() || error == numbers.addressNotAvailable()
                    || error == SystemNumbers.ACCESS_DENIED;
            return caused(ofTheAddress ? new BindException(message) : new SocketException(message), failure);
        }
        return translated(transport, failure);
    }

    /** A failed connect, with the address. */
    static IOException connecting(NativeTransport transport, Exception failure, SocketAddress remote) {
        return switch (failure) {
            case NoRouteToHostException e -> caused(new NoRouteToHostException("No route to host: " + remote), e);
            case FileNotFoundException e -> caused(new SocketException("No such file or directory: " + remote), e);
            case ConnectException e -> caused(new ConnectException(reason(e) + ": " + remote), e);
            case IOException e -> translated(transport, e);
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }

    /** A datagram that was not sent. */
    static IOException sending(NativeTransport transport, Exception failure, @Nullable SocketAddress target) {
        if (failure instanceof NativeIoException e && e.expectedErr() == Errors.ERROR_ECONNREFUSED_NEGATIVE) {
            return caused(new PortUnreachableException(String.valueOf(target)), e);
        }
        return transferring(transport, failure);
    }

    /** A failed read, write or shutdown. */
    static IOException transferring(NativeTransport transport, Exception failure) {
        return switch (failure) {
            // The channel was connected, or it could not be read: so the connection is gone.
            case NotYetConnectedException e -> caused(new SocketException("Socket is not connected"), e);
            case IOException e -> translated(transport, e);
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }

    /** An option that was refused. */
    static IOException option(NativeTransport transport, Exception failure) {
        return switch (failure) {
            // It has no number, and no name but that of Netty's.
            case ChannelException e -> caused(new SocketException(e.getMessage()), e);
            case IOException e -> translated(transport, e);
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }

    /** Any other failure. */
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
        if (error == SystemNumbers.PROCESS_FILES_EXHAUSTED || error == SystemNumbers.SYSTEM_FILES_EXHAUSTED) {
            return caused(new DescriptorsExhaustedException(reason(failure)), failure);
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

    private static int number(IOException failure) {
        return -((NativeIoException) failure).expectedErr();
    }

    /** The operating system's words, without those of Netty before them. */
    private static String reason(IOException failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        int end = message.indexOf("):");
        return end < 0 ? message : message.substring(end + 2).strip();
    }

    private static <E extends IOException> E caused(E named, Exception cause) {
        named.initCause(cause);
        return named;
    }
}
