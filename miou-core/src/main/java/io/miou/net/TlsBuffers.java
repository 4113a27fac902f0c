package io.miou.net;

import io.miou.domain.DomainLocal;
import io.miou.task.Task;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The direct buffers of one domain for the records of TLS. A stream takes one for a part of a call and gives it back
 * before the call ends, so a stream that is between two calls has none. Confined to its domain.
 */
final class TlsBuffers {

    /** The size of a buffer: three records of TLS, so that one system call moves them. */
    static final int SIZE = 1 << 16;

    /** The most buffers that the pool keeps while none is in use. */
    private static final int KEPT = 64;

    private static final DomainLocal<TlsBuffers> OF_DOMAIN = new DomainLocal<>(TlsBuffers::new);

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private int taken;

    private TlsBuffers() {
    }

    /** Returns the pool of the domain of a task, which is the current one. */
    static TlsBuffers of(Task<?> task) {
        return OF_DOMAIN.get(task.loop());
    }

    /** Takes an empty buffer with room for at least that many bytes. Give it back. */
    ByteBuffer take(int atLeast) {
        ByteBuffer buffer = atLeast > SIZE ? null : free.pollLast();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(Math.max(SIZE, atLeast));
        }
        taken++;
        return buffer.clear();
    }

    /** Gives a buffer back. Its content may be overwritten at once. */
    void giveBack(ByteBuffer buffer) {
        taken--;
        if (buffer.capacity() == SIZE && free.size() < KEPT) {
            free.addLast(buffer);
        }
    }

    /** Returns the number of buffers that are taken now. */
    int taken() {
        return taken;
    }

    /** Copies the rest of a buffer, to be kept without the buffer. */
    static ByteBuffer copy(ByteBuffer rest) {
        return ByteBuffer.allocate(rest.remaining()).put(rest).flip();
    }
}
