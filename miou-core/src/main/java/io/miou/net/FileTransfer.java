package io.miou.net;

import io.miou.Miou;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Moves bytes between files and streams. On a fiber, or on another thread that may wait.
 *
 * <p>Only a thread can wait for the disk of a file: a blocking thread reads or writes each piece. It is shielded,
 * because an interrupt would close the caller's file. So a cancellation waits for one piece, and bytes that were read
 * from a stream are in the file before the task ends.
 */
final class FileTransfer {

    /** The size of a piece that is copied through memory. */
    private static final int COPIED = 1 << 16;

    /** A buffer for bytes of a file that are read only to bring them into the system's memory. For blocking threads. */
    private static final ThreadLocal<ByteBuffer> SCRATCH = ThreadLocal
            .withInitial(() -> ByteBuffer.allocateDirect(COPIED));

    private FileTransfer() {
    }

    /** Writes all of a buffer. */
    @FunctionalInterface
    interface Writer {
        void write(ByteBuffer source) throws IOException;
    }

    /** Reads the bytes that have come. */
    @FunctionalInterface
    interface Reader {
        int read(ByteBuffer target) throws IOException;
    }

    /** Sends a region through memory, up to the end of the file; returns the number of bytes. */
    static long send(FileRegion source, Writer stream) throws IOException {
        long start = source.position();
        ByteBuffer buffer = bufferFor(source);
        while (source.hasRemaining()) {
            limit(buffer, source);
            if (onBlockingThread(() -> source.file().read(buffer, source.position())) < 0) {
                break;
            }
            buffer.flip();
            try {
                stream.write(buffer);
            } finally {
                source.advance(buffer.position());
            }
        }
        return source.position() - start;
    }

    /** Fills a region, up to the end of the stream; returns the number of bytes. */
    static long receive(FileRegion target, Reader stream) throws IOException {
        long start = target.position();
        ByteBuffer buffer = bufferFor(target);
        while (target.hasRemaining()) {
            limit(buffer, target);
            if (stream.read(buffer) < 0) {
                break;
            }
            buffer.flip();
            try {
                onBlockingThread(() -> writeAll(target.file(), buffer, target.position()));
            } finally {
                target.advance(buffer.position());
            }
        }
        return target.position() - start;
    }

    /**
     * Brings a piece of a file into the system's memory, so that a send soon after need not wait for the disk. Returns
     * its length.
     */
    static long readAhead(FileRegion source, int length) throws IOException {
        return onBlockingThread(() -> {
            ByteBuffer scratch = SCRATCH.get();
            int read = 0;
            while (read < length) {
                scratch.clear().limit(Math.min(scratch.capacity(), length - read));
                int count = source.file().read(scratch, source.position() + read);
                if (count < 0) {
                    break;
                }
                read += count;
            }
            return read;
        });
    }

    private static int writeAll(FileChannel file, ByteBuffer buffer, long position) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            file.write(buffer, position + buffer.position() - start);
        }
        return buffer.position() - start;
    }

    private static int onBlockingThread(io.miou.Body<Integer, IOException> body) throws IOException {
        if (!Task.isOnFiber()) {
            // A stream without an owner, on a thread that may wait.
            return body.run();
        }
        return Miou.<Integer, IOException>shield(() -> Miou.<Integer, IOException>blocking(body));
    }

    private static ByteBuffer bufferFor(FileRegion region) {
        return ByteBuffer.allocate((int) Math.min(COPIED, region.remaining()));
    }

    private static void limit(ByteBuffer buffer, FileRegion region) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), region.remaining()));
    }
}
