package io.miou.codec;

import io.miou.net.ByteStream;
import io.miou.task.Failures;
import io.miou.task.Task;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.ReadPendingException;
import org.jspecify.annotations.Nullable;

/**
 * The reads from the transport of a {@link CodecStream}: the task that reads, and the size of the next buffer. The size
 * grows while reads fill it.
 *
 * <p>Confined to the domain of the stream's owner and borrowers.
 */
final class Intake {

    private static final int MOST_READ = 1 << 16;

    private final ByteStream transport;

    /** The task that receives. */
    @Nullable
    private Task<?> receiver;

    private int size = CodecBuffers.READ;

    /** Whether the last read has filled its buffer. */
    private boolean mayHaveMore;

    Intake(ByteStream transport) {
        this.transport = transport;
    }

    /**
     * Makes a task the one that receives, until {@link #end}.
     *
     * @throws ReadPendingException if there is one
     */
    void begin(Task<?> task, CodecStream<?, ?> stream) {
        Task<?> other = receiver;
        if (other != null) {
            throw Failures.explained(new ReadPendingException(), Failures.describe(task) + " has to wait: "
                    + Failures.describe(other) + " is receiving from " + stream
                    + " already; let one task do it, or guard it with a Mutex");
        }
        receiver = task;
    }

    void end() {
        receiver = null;
    }

    /** Suspends until a read would not wait. The stream has no buffer meanwhile. */
    void awaitBytes() throws IOException {
        if (!mayHaveMore) {
            transport.awaitReadable();
        }
    }

    /** The room that the buffer of the next read has. */
    int size() {
        return size;
    }

    /** Reads into a buffer with {@link #size} bytes of room; returns their number, or -1 at the end of the stream. */
    int read(ByteBuf bytes) throws IOException {
        int room = size;
        int count = transport.read(bytes.internalNioBuffer(0, room));
        mayHaveMore = count == room;
        if (count == room) {
            size = Math.min(MOST_READ, 2 * room);
        } else if (count >= 0 && count < room / 4) {
            size = Math.max(CodecBuffers.READ, room / 2);
        }
        return count;
    }
}
