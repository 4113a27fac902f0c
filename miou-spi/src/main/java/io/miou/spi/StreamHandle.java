package io.miou.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connected (or connecting) stream of bytes in both directions. Confined as {@link SocketHandle} says.
 *
 * @since 0.1.0
 */
public non-sealed interface StreamHandle extends SocketHandle {

    /**
     * The result of {@link #sendFile} if it cannot send files: read the file and {@link #write(ByteBuffer)} the bytes.
     */
    int NOT_SUPPORTED = -3;

    /** {@return whether the connection stands; false while a connect is pending} */
    boolean isConnected();

    /**
     * Completes a pending connect, if its result is known.
     *
     * @return true if it is connected; false if it is still pending
     * @throws IOException if the connect failed, as NIO would throw it ({@link java.net.ConnectException} for a
     *         refusal); the caller then closes the handle
     */
    boolean finishConnect() throws IOException;

    /**
     * Reads the bytes that are there, up to the buffer's room. With an empty buffer the result is 0.
     *
     * <p>After a failure of any operation, earlier bytes are still read. Then every read throws the failure again
     * instead of returning {@link #END_OF_STREAM}, unless the peer had ended the stream before. See
     * {@link StreamFailure}.
     *
     * @param target where to; its position moves by the answer
     * @return how many bytes, at least 1, or {@link #WOULD_BLOCK}, or {@link #END_OF_STREAM}
     * @throws IOException for example if the peer reset the connection
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Writes as many bytes as fit. With an empty buffer the result is 0.
     *
     * @param source what to write; its position moves by the answer
     * @return how many bytes, at least 1, or {@link #WOULD_BLOCK}
     * @throws IOException for example if the peer reset the connection
     */
    int write(ByteBuffer source) throws IOException;

    /**
     * Writes as many bytes as fit from several buffers in their order, in one system call where the operating system
     * can.
     *
     * @param sources what to write; their positions move
     * @param offset the first to write
     * @param length how many
     * @return how many bytes in all, at least 1, or {@link #WOULD_BLOCK}; 0 if there was nothing to write
     * @throws IOException for example if the peer reset the connection
     */
    long write(ByteBuffer[] sources, int offset, int length) throws IOException;

    /**
     * Writes as many bytes as fit from a file without bringing them into the program's memory ({@code sendfile}). The
     * socket never blocks. The file may block, if the system must fetch it from a disk: so the caller reads this part
     * of the file just before.
     *
     * <p>Optional: the default returns {@link #NOT_SUPPORTED}.
     *
     * @param file open for reading; its own position is neither used nor changed
     * @param position the first byte to write
     * @param count how many at most
     * @return how many bytes, at least 1; 0 if there was nothing to write, because {@code count} is 0 or the file ends
     *         at or before {@code position}; {@link #WOULD_BLOCK}; or {@link #NOT_SUPPORTED} with nothing written. The
     *         latter is then the result of every call for this handle and file, so a {@code count} of 0 asks whether
     *         it is supported
     * @throws IOException for example if the peer reset the connection, or the file cannot be read
     */
    default long sendFile(FileChannel file, long position, long count) throws IOException {
        return NOT_SUPPORTED;
    }

    /**
     * Tells the peer that nothing more will be written; reading goes on.
     *
     * @throws IOException if the connection is gone
     */
    void shutdownOutput() throws IOException;

    /**
     * Makes every read return the end of the stream from now on; a pending {@link Direction#READ} watch becomes ready.
     *
     * @throws IOException if the connection is gone
     */
    void shutdownInput() throws IOException;

    /** {@return the peer's address; null if it was never connected} From any thread, also after {@link #close()}. */
    @Nullable
    SocketAddress remoteAddress();
}
