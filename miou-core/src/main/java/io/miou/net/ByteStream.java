package io.miou.net;

import io.miou.Resource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * Bytes in both directions: a TCP connection, and what else comes and goes in order.
 *
 * <p>Every method is a suspension point, but for the views, {@code shutdownOutput} and {@code close}: in a cancelled task it
 * throws {@link io.miou.TaskCancelled}, and then nothing was read; a write may have sent a prefix, and the buffer's position
 * says how much (rule 9). Outside a fiber it is an {@link IllegalStateException}, except for a stream {@linkplain #of of the JDK};
 * so is a buffer whose
 * {@link java.lang.foreign.Arena} is closed, also while the method waits: then nothing was touched.
 */
public interface ByteStream extends Resource {

    /**
     * Makes a stream of two streams of the JDK, for tests and for virtual or platform threads outside a run: code that was written
     * for a {@code ByteStream} can be used there too. Never suspends.
     *
     * {@snippet :
     * ByteStream request = ByteStream.of(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
     * parser.parse(request);
     * }
     *
     * <p>Its methods call the JDK's streams on the calling thread. On a fiber wrap those that may wait in {@link io.miou.Miou#blocking},
     * whose body may use a stream of its task. They take part in cancellation on a fiber, before they begin.
     *
     * <p>Made on a fiber, it is owned by the current task, as any resource. Made elsewhere (also in the body of {@code blocking}), it
     * has no owner: any thread may use and close it, until a task {@linkplain #adopt adopts} it. One thread may read while another
     * writes. {@code disown} and {@code transfer} throw an {@link IllegalStateException} then, and so does {@code adopt} outside a fiber.
     *
     * <p>Every write flushes. If one throws, the position of its buffer says how much the output took, in pieces of up to 8 KiB.
     * {@link #shutdownOutput} flushes and closes {@code out}. The {@code out} of a {@link java.net.Socket} closes the whole socket then:
     * wrap it in one whose {@code close} calls {@link java.net.Socket#shutdownOutput}. {@link #close} closes both streams and throws
     * {@link java.io.UncheckedIOException} if one of them fails. A read that has failed fails again each time, except for a
     * {@link java.net.SocketTimeoutException}. So does a write.
     *
     * @param in read from
     * @param out written to
     * @return the stream; if this throws, nothing is closed
     * @throws IllegalStateException in a release function
     */
    static ByteStream of(InputStream in, OutputStream out) {
        return new JdkStream(Objects.requireNonNull(in, "in"), Objects.requireNonNull(out, "out"));
    }

    /**
     * Reads what has come, up to the buffer's room; suspends until there is something.
     *
     * <p>After an operation of the stream has failed, what had come before is still read. Then each read throws the failure again: a
     * broken connection never looks like the end of the stream (rule 30). The end that the peer sent before stays the end, also when
     * a later write fails.
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
        Objects.requireNonNull(target, "target");
        Objects.checkFromIndexSize(offset, length, target.length);
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
        Objects.requireNonNull(target, "target");
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
        Objects.requireNonNull(target, "target");
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("the stream has ended " + target.remaining()
                        + " bytes too early; treat it as a connection that was lost");
            }
        }
    }

    /**
     * Reads until the array is full.
     *
     * @param target where to; read into a buffer if you want to know how much has come when this throws
     * @throws EOFException if the stream ends before
     * @throws IOException if the connection is broken
     */
    default void readFully(byte[] target) throws IOException {
        Objects.requireNonNull(target, "target");
        readFully(ByteBuffer.wrap(target));
    }

    /**
     * {@return how many bytes a read would give at once, as far as that is known without asking the system; 0 if it is not known}
     * Never suspends. The {@code available} of the {@linkplain #inputStream view} answers the same.
     */
    default int available() {
        return 0;
    }

    /**
     * Writes all of it; suspends while the connection takes no more.
     *
     * @param source what to write; its position says how much was sent, also when this throws
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}
     * @throws IOException if the connection is broken
     */
    void write(ByteBuffer source) throws IOException;

    /**
     * Writes all of several buffers in their order, with as few system calls as possible.
     *
     * @param sources what to write, no buffer twice; their positions say how much was sent
     * @throws IOException if the connection is broken
     * @throws IllegalArgumentException if a buffer is there twice; nothing was sent then
     */
    default void write(ByteBuffer[] sources) throws IOException {
        Buffers.requireSources(sources);
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
        Objects.requireNonNull(source, "source");
        Objects.checkFromIndexSize(offset, length, source.length);
        write(ByteBuffer.wrap(source, offset, length));
    }

    /**
     * Writes all of an array.
     *
     * @param source what to write
     * @throws IOException if the connection is broken
     */
    default void write(byte[] source) throws IOException {
        Objects.requireNonNull(source, "source");
        write(source, 0, source.length);
    }

    /**
     * Sends a part of a file; suspends while the disk is read, which a blocking thread does, and while the connection takes no
     * more. A cancellation waits for a read of the disk that is going on; the region's position then says how much was sent.
     *
     * @param source what to send; its position moves
     * @return how many bytes; less than the region had if the file ends before
     * @throws IOException if the connection is broken, or the file cannot be read
     * @throws java.nio.channels.NonReadableChannelException if the file is not open for reading
     */
    default long transferFrom(FileRegion source) throws IOException {
        Objects.requireNonNull(source, "source");
        return FileTransfer.send(source, this::write);
    }

    /**
     * Sends a part of a file, as {@link #transferFrom(FileRegion)}, for those who need not know how much was sent when it is cut
     * short.
     *
     * @param source open for reading; its position is neither used nor changed
     * @param position the first byte
     * @param count how many bytes at most
     * @return how many bytes; less than asked for if the file ends before
     * @throws IOException if the connection is broken, or the file cannot be read
     */
    default long transferFrom(FileChannel source, long position, long count) throws IOException {
        return transferFrom(FileRegion.of(source, position, count));
    }

    /**
     * Puts what comes into a part of a file, until the part is full or the stream ends; suspends until something has come, and
     * while the disk is written, which a blocking thread does. A cancellation waits for a write to the disk that is going on: what
     * was read of the stream is in the file, and the region's position says how much that is.
     *
     * @param target where to; its position moves
     * @return how many bytes; less than the region had if the stream ended before
     * @throws IOException if the connection is broken; or if the file cannot be written, and then what was read last of the
     *         stream, up to 64 KiB, is lost
     * @throws java.nio.channels.NonWritableChannelException if the file is not open for writing; then too
     */
    default long transferTo(FileRegion target) throws IOException {
        Objects.requireNonNull(target, "target");
        return FileTransfer.receive(target, this::read);
    }

    /**
     * Puts what comes into a part of a file, as {@link #transferTo(FileRegion)}, for those who need not know how much was moved
     * when it is cut short.
     *
     * @param target open for writing; its position is neither used nor changed
     * @param position where the first byte goes
     * @param count how many bytes at most
     * @return how many bytes; less than asked for if the stream ended before
     * @throws IOException if the connection is broken, or the file cannot be written
     */
    default long transferTo(FileChannel target, long position, long count) throws IOException {
        return transferTo(FileRegion.of(target, position, count));
    }

    /**
     * Tells the peer that nothing more will be written (half-close); reading goes on. Never suspends.
     *
     * <p>Every write afterwards throws {@link java.nio.channels.ClosedChannelException}, and so does one that waits for room at that
     * moment: its buffer's position says how much was sent. The words are in the exception's cause. Calling it again does nothing.
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

    /**
     * Closes the stream, as {@link Resource#close} says. What was written goes on being sent, and nothing waits for that.
     *
     * <p>If bytes of the peer have come and were not read, the system closes a TCP connection with a reset. The peer then may lose an
     * answer that was sent just before. To have it arrive: call {@link #shutdownOutput} after the answer, read until -1, then close.
     */
    @Override
    default void close() {
        Resource.super.close();
    }

    @Override
    ByteStream adopt();

    @Override
    ByteStream transfer();
}
