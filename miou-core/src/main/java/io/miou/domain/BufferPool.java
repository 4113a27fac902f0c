package io.miou.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The direct buffers of one domain that are not in use, up to {@value #MOST_KEPT}. The one used last is handed out
 * next, because its memory is the likeliest to be in a cache. Confined to its domain.
 */
public final class BufferPool {

    /** The bytes of each buffer. */
    public static final int BUFFER_SIZE = 1 << 14;

    static final int MOST_KEPT = 64;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    /** {@return a buffer, empty for writing, in the order of the network} */
    public ByteBuffer take() {
        ByteBuffer buffer = free.pollLast();
        return buffer == null ? ByteBuffer.allocateDirect(BUFFER_SIZE) : buffer.clear().order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Takes a buffer that is no longer in use.
     *
     * @param buffer from the pool of any domain
     */
    public void giveBack(ByteBuffer buffer) {
        if (free.size() < MOST_KEPT) {
            free.addLast(buffer);
        }
    }

    /** {@return the number of buffers that are not in use} */
    public int size() {
        return free.size();
    }
}
