package io.miou.net;

import io.miou.spi.SocketHandle;
import io.miou.spi.StreamHandle;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes of any size, which offer the system one piece at a time. Called on the fiber of a task that has begun to
 * write. Stateless.
 */
final class LargeWrite {

    /** The most bytes that one system call gets: of the buffers of a write, or of a file that was read ahead. */
    private static final int BYTES_AT_ONCE = 1 << 20;
    private static final int BUFFERS_AT_ONCE = 1024;

    private LargeWrite() {
    }

    /** Writes all of a buffer. Suspends while the connection takes no more. */
    static void writeAll(Task<?> task, OwnedSocket<StreamHandle> socket, ByteBuffer source) throws IOException {
        int count = 0;
        while (source.hasRemaining()) {
            yieldAfter(count, task, socket);
            count = writeSome(socket.handle(), source);
            if (count == SocketHandle.WOULD_BLOCK) {
                socket.writing().await(task);
            }
        }
        task.moved(count);
    }

    /** Writes all of several buffers. Suspends while the connection takes no more. */
    static void writeAll(Task<?> task, OwnedSocket<StreamHandle> socket, ByteBuffer[] sources) throws IOException {
        int first = 0;
        long count = 0;
        while (first < sources.length) {
            if (!sources[first].hasRemaining()) {
                first++;
                continue;
            }
            yieldAfter(count, task, socket);
            count = writeSome(socket.handle(), sources, first);
            if (count == SocketHandle.WOULD_BLOCK) {
                socket.writing().await(task);
            }
        }
        task.moved(count);
    }

    /** Sends a region of a file, by the system if it can; returns the number of bytes. Suspends as a write does. */
    static long transferFrom(Task<?> task, OwnedSocket<StreamHandle> socket, FileRegion source) throws IOException {
        long start = source.position();
        if (socket.handle().sendFile(source.file(), start, 0) != StreamHandle.NOT_SUPPORTED) {
            sendFile(task, socket, source);
        }
        // The rest, which the system did not send: all, or a file that claims to be empty and is not, as in /proc.
        FileTransfer.send(source, buffer -> {
            task.checkCancelled();
            socket.writing().requireOpen();
            writeAll(task, socket, buffer);
        });
        return source.position() - start;
    }

    /**
     * Lets the system send a file by itself, until the region or the file ends. Suspends as a write does, and for the
     * disk.
     */
    private static void sendFile(Task<?> task, OwnedSocket<StreamHandle> socket, FileRegion source) throws IOException {
        while (source.hasRemaining()) {
            long ahead = FileTransfer.readAhead(source, (int) Math.min(BYTES_AT_ONCE, source.remaining()));
            if (ahead == 0) {
                return;
            }
            task.checkCancelled();
            socket.writing().requireOpen();
            for (long left = ahead; left > 0;) {
                long sent = socket.handle().sendFile(source.file(), source.position(), left);
                if (sent == SocketHandle.WOULD_BLOCK) {
                    socket.writing().await(task);
                } else if (sent == 0) {
                    return;
                } else {
                    source.advance(sent);
                    left -= sent;
                }
            }
        }
    }

    /** Offers at most {@value #BYTES_AT_ONCE} bytes: a receiver on this machine may take any amount in one call. */
    private static int writeSome(StreamHandle handle, ByteBuffer source) throws IOException {
        if (source.remaining() <= BYTES_AT_ONCE) {
            return handle.write(source);
        }
        int limit = source.limit();
        try {
            return handle.write(source.limit(source.position() + BYTES_AT_ONCE));
        } finally {
            source.limit(limit);
        }
    }

    /** Offers the buffers from {@code first} on that make up {@value #BYTES_AT_ONCE} bytes, or a part of the first. */
    private static long writeSome(StreamHandle handle, ByteBuffer[] sources, int first) throws IOException {
        int end = first;
        long offered = 0;
        while (end < sources.length && end - first < BUFFERS_AT_ONCE
                && offered + sources[end].remaining() <= BYTES_AT_ONCE) {
            offered += sources[end].remaining();
            end++;
        }
        return end == first ? writeSome(handle, sources[first]) : handle.write(sources, first, end - first);
    }

    /**
     * Counts a large write that never waits as many operations: other fibers run in between, and a cancellation takes
     * effect.
     */
    private static void yieldAfter(long count, Task<?> task, OwnedSocket<StreamHandle> socket) throws IOException {
        if (count > 0) {
            task.moved(count);
            task.beginOperation();
            socket.writing().requireOpen();
        }
    }
}
