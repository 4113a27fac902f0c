package io.miou.net;

import io.miou.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.Optional;

/**
 * Bytes in both directions, in order: a TCP connection, a Unix domain connection, or the pipes of a process.
 *
 * <p>Every method is a suspension point, except the views, {@code available}, {@code shutdownOutput} and {@code close}.
 * In a cancelled task it throws {@link io.miou.TaskCancelled}. Then a read has read nothing, and a write may have sent
 * a prefix: the buffer's position says how much (rule 9). Only the owner and borrowers may use a stream; any other task
 * gets {@link io.miou.NotOwnerError} (rule 27).
 *
 * <p>Outside a fiber every method throws {@link IllegalStateException}, except on a stream {@linkplain #of of the JDK}.
 * It is also thrown for a buffer whose {@link java.lang.foreign.Arena} is closed, even while the method waits: nothing
 * was touched then. A method that takes an array does not tell how much was moved when it throws: use a buffer then.
 *
 * @since 0.1.0
 */
public interface ByteStream extends Resource {

    /**
     * Makes a stream of two streams of the JDK. So code that was written for a {@code ByteStream} also runs in tests,
     * and on threads outside a run. Any thread; never suspends.
     *
     * <p>Its methods call the JDK's streams on the calling thread. On a fiber they throw {@code TaskCancelled} before
     * they begin; wrap those that may wait in {@link io.miou.Miou#blocking}, whose body may use a stream of its task.
     *
     * <p>Made on a fiber, the stream is owned by the current task, as any resource. Made elsewhere (also in the body of
     * {@code blocking}), it has no owner: any thread may use and close it, until a task {@linkplain #adopt adopts} it.
     * Then {@code disown} and {@code transfer} throw {@link IllegalStateException}, and so does {@code adopt} outside a
     * fiber. One thread may read while another writes.
     *
     * <p>Every write flushes. If it throws, the position of its buffer says how much the output took, in pieces of up
     * to 8 KiB. A failed read or write fails again each time, except after a {@link java.net.SocketTimeoutException}.
     *
     * <p>{@link #shutdownOutput} flushes and closes {@code out}. The {@code out} of a {@link java.net.Socket} then
     * closes the whole socket: wrap it in a stream whose {@code close} calls {@link java.net.Socket#shutdownOutput}.
     * {@link #close} closes both streams, and throws {@link java.io.UncheckedIOException} if one of them fails.
     *
     * @param in the stream to read from
     * @param out the stream to write to
     * @return the stream; if this throws, nothing is closed
     * @throws IllegalStateException in a release function
     */
    static ByteStream of(InputStream in, OutputStream out) {
        return new JdkStream(Objects.requireNonNull(in, "in"), Objects.requireNonNull(out, "out"));
    }

    /**
     * Reads the bytes that have come, as many as fit into the buffer. Suspends until there is at least one.
     *
     * <p>After an operation of the stream has failed, bytes that came before are still read. Then each read throws the
     * failure again: a broken connection never looks like the end of the stream (rule 30). An end that the peer sent
     * before stays the end, also if a later write fails.
     *
     * @param target gets the bytes; its position moves. A direct buffer saves a copy
     * @return the number of bytes, at least 1 (0 for a buffer without room), or -1 at the end of the stream
     * @throws IOException if the connection is broken
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; nothing was read then
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream of the JDK; if a buffer's arena is closed
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Reads the bytes that have come into a part of an array. Suspends and fails as {@link #read(ByteBuffer)} does.
     *
     * @param target gets the bytes
     * @param offset the index of the first byte
     * @param length the most bytes to read
     * @return the number of bytes, at least 1 (0 for a length of 0), or -1 at the end of the stream
     * @throws IOException if the connection is broken
     * @throws IndexOutOfBoundsException if the part is not within the array
     * @throws io.miou.TaskCancelled if the caller is cancelled; nothing was read then
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default int read(byte[] target, int offset, int length) throws IOException {
        Objects.requireNonNull(target, "target");
        Objects.checkFromIndexSize(offset, length, target.length);
        return read(ByteBuffer.wrap(target, offset, length));
    }

    /**
     * Reads the bytes that have come into an array. Suspends and fails as {@link #read(ByteBuffer)} does.
     *
     * @param target gets the bytes
     * @return the number of bytes, at least 1 (0 for an empty array), or -1 at the end of the stream
     * @throws IOException if the connection is broken
     * @throws io.miou.TaskCancelled if the caller is cancelled; nothing was read then
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default int read(byte[] target) throws IOException {
        Objects.requireNonNull(target, "target");
        return read(target, 0, target.length);
    }

    /**
     * Reads until the buffer is full. Suspends whenever no bytes have come.
     *
     * @param target gets the bytes; its position says how many were read, also when this throws
     * @throws java.io.EOFException if the stream ends before the buffer is full
     * @throws IOException if the connection is broken
     * @throws io.miou.TaskCancelled if the caller is cancelled
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream of the JDK; if a buffer's arena is closed
     */
    default void readFully(ByteBuffer target) throws IOException {
        Objects.requireNonNull(target, "target");
        FullRead.into(target, this);
    }

    /**
     * Reads until the array is full. Suspends whenever no bytes have come.
     *
     * @param target gets the bytes
     * @throws java.io.EOFException if the stream ends before the array is full
     * @throws IOException if the connection is broken
     * @throws io.miou.TaskCancelled if the caller is cancelled
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default void readFully(byte[] target) throws IOException {
        Objects.requireNonNull(target, "target");
        readFully(ByteBuffer.wrap(target));
    }

    /**
     * Suspends until a read would not wait: bytes have come, or the stream has ended or failed. So a connection that
     * waits needs no buffer; {@link Buffers} has an example. It may also return without a reason, so that the next read
     * waits after all. The default implementation returns at once: for a stream that does not know before a read
     * whether it would wait.
     *
     * @throws IOException if the stream is closed, or cannot be waited for
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; nothing was read then
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default void awaitReadable() throws IOException {
        check();
    }

    /**
     * {@return the number of bytes that a read would return at once, if it is known without asking the system;
     * otherwise 0} Never suspends. The {@code available} of the {@linkplain #inputStream view} returns the same.
     *
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default int available() {
        return 0;
    }

    /**
     * Writes all bytes of a buffer. Suspends while the connection takes no more.
     *
     * @param source the bytes; its position says how many were sent, also when this throws
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}; if the current task has closed it
     * @throws IOException if the connection is broken
     * @throws java.nio.channels.WritePendingException if another task is writing (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled before all was sent
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream of the JDK; if a buffer's arena is closed
     */
    void write(ByteBuffer source) throws IOException;

    /**
     * Writes all bytes of several buffers in order, with few system calls. Otherwise the same as
     * {@link #write(ByteBuffer)}.
     *
     * @param sources the bytes, no buffer twice; the positions say how many were sent
     * @throws IOException if the connection is broken
     * @throws IllegalArgumentException if a buffer occurs twice; nothing was sent then
     * @throws io.miou.TaskCancelled if the caller is cancelled before all was sent
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}; if the current task has closed it
     * @throws java.nio.channels.WritePendingException if another task is writing (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream of the JDK; if a buffer's arena is closed
     */
    default void write(ByteBuffer[] sources) throws IOException {
        BufferChecks.requireSources(sources);
        for (ByteBuffer source : sources) {
            write(source);
        }
    }

    /**
     * Writes all bytes of a part of an array. Otherwise the same as {@link #write(ByteBuffer)}.
     *
     * @param source the bytes
     * @param offset the index of the first byte
     * @param length the number of bytes
     * @throws IOException if the connection is broken
     * @throws IndexOutOfBoundsException if the part is not within the array
     * @throws io.miou.TaskCancelled if the caller is cancelled before all was sent
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}; if the current task has closed it
     * @throws java.nio.channels.WritePendingException if another task is writing (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default void write(byte[] source, int offset, int length) throws IOException {
        Objects.requireNonNull(source, "source");
        Objects.checkFromIndexSize(offset, length, source.length);
        write(ByteBuffer.wrap(source, offset, length));
    }

    /**
     * Writes all bytes of an array. Otherwise the same as {@link #write(ByteBuffer)}.
     *
     * @param source the bytes
     * @throws IOException if the connection is broken
     * @throws io.miou.TaskCancelled if the caller is cancelled before all was sent
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}; if the current task has closed it
     * @throws java.nio.channels.WritePendingException if another task is writing (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default void write(byte[] source) throws IOException {
        Objects.requireNonNull(source, "source");
        write(source, 0, source.length);
    }

    /**
     * Sends a part of a file. Suspends while a blocking thread reads the disk, and while the connection takes no more.
     * A cancellation waits for a read of the disk that has begun; the region's position then says how much was sent.
     *
     * @param source the bytes; its position moves
     * @return the number of bytes sent; fewer than the region had if the file ends before
     * @throws IOException if the connection is broken, or the file cannot be read
     * @throws java.nio.channels.NonReadableChannelException if the file is not open for reading
     * @throws java.nio.channels.WritePendingException if another task is writing (rule 27)
     * @throws io.miou.TaskCancelled if the caller is cancelled before all was sent
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}; if the current task has closed it
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default long transferFrom(FileRegion source) throws IOException {
        Objects.requireNonNull(source, "source");
        return FileTransfer.send(source, this::write);
    }

    /**
     * Sends a part of a file; a region also tells how much was sent when this throws. Otherwise the same as
     * {@link #transferFrom(FileRegion)}.
     *
     * @param source open for reading; its position is neither used nor changed
     * @param position the position of the first byte in the file
     * @param count the most bytes to send
     * @return the number of bytes sent; fewer than {@code count} if the file ends before
     * @throws IOException if the connection is broken, or the file cannot be read
     * @throws io.miou.TaskCancelled if the caller is cancelled before all was sent
     * @throws java.nio.channels.NonReadableChannelException if the file is not open for reading
     * @throws java.nio.channels.WritePendingException if another task is writing (rule 27)
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput}; if the current task has closed it
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws IllegalArgumentException if a number is negative, or the part would end beyond {@link Long#MAX_VALUE}
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default long transferFrom(FileChannel source, long position, long count) throws IOException {
        return transferFrom(FileRegion.of(source, position, count));
    }

    /**
     * Writes the bytes that come into a part of a file, until the part is full or the stream ends. Suspends until bytes
     * have come, and while a blocking thread writes the disk. A cancellation waits for a write to the disk that has
     * begun: so all bytes that were read are in the file, and the region's position says how many.
     *
     * @param target gets the bytes; its position moves
     * @return the number of bytes; fewer than the region had if the stream ended before
     * @throws IOException if the connection is broken; or if the file cannot be written: the bytes read last from the
     *        stream, up to 64 KiB, are lost then
     * @throws java.nio.channels.NonWritableChannelException if the file is not open for writing; they are lost then too
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws io.miou.TaskCancelled if the caller is cancelled
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default long transferTo(FileRegion target) throws IOException {
        Objects.requireNonNull(target, "target");
        return FileTransfer.receive(target, this::read);
    }

    /**
     * Writes the bytes that come into a part of a file. Use a region if you need to know how many were moved when this
     * throws. Otherwise the same as {@link #transferTo(FileRegion)}.
     *
     * @param target open for writing; its position is neither used nor changed
     * @param position the position of the first byte in the file
     * @param count the most bytes to move
     * @return the number of bytes; fewer than {@code count} if the stream ended before
     * @throws IOException if the connection is broken, or the file cannot be written
     * @throws io.miou.TaskCancelled if the caller is cancelled
     * @throws java.nio.channels.NonWritableChannelException if the file is not open for writing
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws IllegalArgumentException if a number is negative, or the part would end beyond {@link Long#MAX_VALUE}
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    default long transferTo(FileChannel target, long position, long count) throws IOException {
        return transferTo(FileRegion.of(target, position, count));
    }

    /** {@return the address of the peer; empty if it has none} Any thread; also after the stream is closed. */
    default Optional<SocketAddress> peerAddress() {
        return Optional.empty();
    }

    /** {@return the address of this side; empty if it has none} Any thread; also after the stream is closed. */
    default Optional<SocketAddress> ownAddress() {
        return Optional.empty();
    }

    /**
     * Ends the output (half-close): the peer reads the end of the stream after the last byte. Reading goes on. Never
     * suspends. Calling it again does nothing. A later write throws {@link java.nio.channels.ClosedChannelException},
     * whose cause explains it. So does a write that waits for room now: its buffer's position says how much was sent.
     *
     * @throws IOException if the connection is broken
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
     */
    void shutdownOutput() throws IOException;

    /**
     * {@return a view for code that reads from an {@link InputStream}} Any thread. Its methods suspend as those of the
     * stream do, and in a cancelled task they throw {@link io.miou.TaskCancelled}. Closing the view closes the stream.
     */
    default InputStream inputStream() {
        return new StreamInput(this);
    }

    /**
     * {@return a view for code that writes to an {@link OutputStream}} Any thread. It does not buffer. Like the
     * {@linkplain #inputStream other view} it suspends, throws in a cancelled task, and closes the stream.
     */
    default OutputStream outputStream() {
        return new StreamOutput(this);
    }

    /**
     * Closes the stream, as {@link Resource#close} says, also in a cancelled task. Never waits: the system goes on
     * sending what was written. If bytes of the peer were not read, however, it closes a TCP connection with a reset,
     * and the peer may lose an answer that was sent just before. To make that arrive, call {@link #shutdownOutput}
     * after the answer, read until -1, then close.
     *
     * @throws io.miou.NotOwnerError if the current task has never owned it
     * @throws IllegalStateException outside a fiber, except on a stream {@linkplain #of of the JDK}
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
