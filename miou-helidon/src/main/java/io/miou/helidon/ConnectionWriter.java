package io.miou.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketWriter;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Latch;
import io.miou.sync.Semaphore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes what Helidon sends on a connection. For the connection's task and those of its requests, which are all on one
 * domain: no two of them run at once, and none is interrupted but where it suspends.
 *
 * <p>HTTP/1.1 and WebSocket write at once. HTTP/2 makes two or more small writes for each answer, under a lock of its
 * connection. From {@link #gather} on they are collected, and a task of the connection writes them together as soon as
 * the ready tasks of the domain have had their turn. See ADR 152.
 */
final class ConnectionWriter extends SocketWriter {

    /** The most bytes that wait to be written. One frame may be larger. */
    private static final int MOST_BYTES = 1 << 16;

    private static final int FIRST_SIZE = 1 << 10;
    private static final byte[] NOTHING = {};

    // The head of a frame (RFC 9113, 4.1)
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private static final Latch OPEN = new Latch(0);

    private final StreamSocket socket;
    private final Latch over;

    /** Has a permit while bytes wait that no write has begun with. */
    private final Semaphore filled = new Semaphore(0);

    /** Opens when less is to be written; then there is another one. */
    private Latch moved = new Latch(1);

    private byte[] pending = NOTHING;
    private int count;
    private boolean writing;

    @Nullable
    private Promise<?> task;

    @Nullable
    private IOException failure;

    /** @param over opened when a collected write has failed */
    ConnectionWriter(StreamSocket socket, Latch over) {
        super(socket);
        this.socket = socket;
        this.over = over;
    }

    // For the connection's task

    /** Begins to collect what is written. Never suspends. */
    void gather() {
        if (task == null) {
            task = Miou.task().named("writer of " + socket.childSocketId()).lend(socket.stream()).async(this::writeAll);
        }
    }

    /** Returns the failure of a collected write; null if none has failed. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Suspends until all is written, or a write has failed. */
    void drain() {
        while (failure == null && (count > 0 || writing)) {
            moved.await();
        }
    }

    /** Ends the task that writes. What was not written is lost: {@link #drain} first. */
    @Override
    public void close() {
        if (task != null) {
            task.cancel();
        }
    }

    // For the tasks of requests too

    @Override
    public void write(BufferData... buffers) {
        writeNow(buffers);
    }

    @Override
    public void write(BufferData buffer) {
        writeNow(buffer);
    }

    /**
     * Writes a buffer. For HTTP/2 it is one frame, which is only collected. Suspends while too much waits.
     *
     * @throws UncheckedIOException if the connection is broken
     * @throws TaskCancelled if the caller is cancelled. A head is collected even then, because the state of Helidon's
     *         encoder contains it; content is not
     */
    @Override
    public void writeNow(BufferData frame) {
        if (task == null) {
            socket.write(frame);
            return;
        }
        socket.stream().check();
        try {
            awaitRoom(frame.available());
        } catch (TaskCancelled e) {
            if (frame.get(TYPE) != DATA) {
                boolean lastOfHead = isLastOfHead(frame);
                add(frame);
                if (!lastOfHead) {
                    return;
                }
            }
            throw e;
        }
        add(frame);
    }

    /** Suspends while there is no room. Only for a fiber that is not cancelled, also if there is. */
    private void awaitRoom(int size) {
        OPEN.await();
        while (failure == null && count > 0 && count + size > MOST_BYTES) {
            moved.await();
        }
    }

    /** Returns false for a frame that a peer must get another one after. */
    private static boolean isLastOfHead(BufferData frame) {
        int type = frame.get(TYPE);
        return type != HEADERS && type != CONTINUATION || (frame.get(FLAGS) & END_HEADERS) != 0;
    }

    private void add(BufferData frame) {
        if (failure != null) {
            throw new UncheckedIOException(new IOException("an earlier write to " + socket.childSocketId()
                    + " has failed", failure));
        }
        int size = frame.available();
        if (pending.length - count < size) {
            pending = Arrays.copyOf(pending, Math.max(Math.max(2 * pending.length, FIRST_SIZE), count + size));
        }
        int before = count;
        count += frame.read(pending, count, size);
        if (before == 0) {
            filled.release();
        }
    }

    // The task that writes

    private void writeAll() {
        try {
            while (true) {
                filled.acquire();
                BufferData batch = BufferData.create(pending, 0, count);
                pending = NOTHING;
                count = 0;
                writing = true;
                wakeWaiters();
                socket.write(batch);
                writing = false;
                wakeWaiters();
            }
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        } finally {
            if (failure == null) {
                failure = new ClosedChannelException();
            }
            over.countDown();
            wakeWaiters();
        }
    }

    private void wakeWaiters() {
        Latch before = moved;
        moved = new Latch(1);
        before.countDown();
    }
}
