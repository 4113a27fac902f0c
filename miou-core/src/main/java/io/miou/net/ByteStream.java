package io.miou.net;

import io.miou.Resource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Bytes in both directions: a TCP connection, and what else comes and goes in order.
 *
 * <p>Every method is a suspension point, but for the views, {@code shutdownOutput} and {@code close}: in a cancelled task it
 * throws {@link io.miou.TaskCancelled}, and then nothing was read; a write may have sent a prefix, and the buffer's position
 * says how much (rule 9). Outside a fiber it is an {@link IllegalStateException}.
 */
public interface ByteStream extends Resource {

    /**
     * Reads what has come, up to the buffer's room; suspends until there is something.
     *
     * @param target where to; its position moves. A direct buffer saves a copy
     * @return how many bytes, at least 1 (0 for a buffer without room), or -1 at the end of the stream
     * @throws IOException if the connection is broken
     * @throws IllegalArgumentException if the buffer is read-only
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Reads what has come into a part of an array; suspends until there is something.
     *
     * @param target where to
     * @param offset the first byte to write to
     * @param length how many at most
     * @return how many bytes, at least 1 (0 for a length of 0), or -1 at the end of the stream
     * @throws IOException if the connection is broken
     */
    default int read(byte[] target, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(target, offset, length));
    }

    /**
     * Reads what has come into an array; suspends until there is something.
     *
     * @param target where to
     * @return how many bytes, at least 1 (0 for an empty array), or -1 at the end of the stream
     * @throws IOException if the connection is broken
     */
    default int read(byte[] target) throws IOException {
        return read(target, 0, target.length);
    }

    /**
     * Reads until the buffer is full.
     *
     * @param target where to; its position says how much was read, also when this throws
     * @throws EOFException if the stream ends before
     * @throws IOException if the connection is broken
     */
    default void readFully(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("the stream has ended " + target.remaining() + " bytes too early");
            }
        }
    }

    /**
     * Writes all of it; suspends while the connection takes no more.
     *
     * @param source what to write; its position says how much was sent, also when this throws
     * @throws IOException if the connection is broken
     */
    void write(ByteBuffer source) throws IOException;

    /**
     * Writes all of several buffers in their order, with as few system calls as possible.
     *
     * @param sources what to write; their positions say how much was sent
     * @throws IOException if the connection is broken
     */
    default void write(ByteBuffer[] sources) throws IOException {
        for (ByteBuffer source : sources) {
            write(source);
        }
    }

    /**
     * Writes all of a part of an array.
     *
     * @param source what to write
     * @param offset the first byte
     * @param length how many
     * @throws IOException if the connection is broken
     */
    default void write(byte[] source, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(source, offset, length));
    }

    /**
     * Writes all of an array.
     *
     * @param source what to write
     * @throws IOException if the connection is broken
     */
    default void write(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    /**
     * Tells the peer that nothing more will be written (half-close); reading goes on. Never suspends.
     *
     * @throws IOException if the connection is broken
     */
    void shutdownOutput() throws IOException;

    /**
     * {@return a view for code that reads from an {@link InputStream}} Its methods suspend like those of the stream; closing
     * it closes the stream.
     */
    default InputStream inputStream() {
        return new StreamInput(this);
    }

    /**
     * {@return a view for code that writes to an {@link OutputStream}} It does not buffer. Its methods suspend like those of the
     * stream; closing it closes the stream.
     */
    default OutputStream outputStream() {
        return new StreamOutput(this);
    }

    @Override
    ByteStream adopt();

    @Override
    ByteStream transfer();
}
