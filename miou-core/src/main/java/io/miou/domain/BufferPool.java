package io.miou.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The buffers of one domain that are not in use, up to {@value #MOST_FREE} of each kind. The one used last is handed
 * out next, because its memory is the likeliest to be in a cache. Confined to its domain.
 *
 * <p>A buffer is taken for a call and given back in it. Bytes that must outlive the call are kept apart: see
 * {@link #keep}.
 */
public final class BufferPool {

    /** The bytes of each buffer: three records of TLS, so that one system call moves them. */
    public static final int BUFFER_SIZE = 1 << 16;

    static final int MOST_FREE = 64;

    /** The bytes of a buffer for bytes that are kept: those of the largest record of TLS, rounded up. */
    static final int KEPT_SIZE = 17 << 10;

    /** The most free buffers on the heap, and of those for kept bytes: fewer calls need them. */
    private static final int MOST_FREE_OTHERS = 16;

    /** The memory of a buffer. */
    public enum Memory {
        /** Outside the heap: system calls and engines in C use it without a copy. */
        DIRECT,
        /** An array: ciphers of the JDK use it without a copy. */
        HEAP;

        private ByteBuffer allocate(int size) {
            return this == DIRECT ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        }

        private static Memory of(ByteBuffer buffer) {
            return buffer.isDirect() ? DIRECT : HEAP;
        }
    }

    /** The free buffers of one kind and size. */
    private static final class Free {

        private final Memory memory;
        private final int size;
        private final int most;
        private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>(0);

        Free(Memory memory, int size, int most) {
            this.memory = memory;
            this.size = size;
            this.most = most;
        }

        ByteBuffer take() {
            ByteBuffer buffer = buffers.pollLast();
            return buffer == null ? memory.allocate(size) : buffer.clear().order(ByteOrder.BIG_ENDIAN);
        }

        void add(ByteBuffer buffer) {
            if (buffers.size() < most) {
                buffers.addLast(buffer);
            }
        }
    }

    private final Free direct = new Free(Memory.DIRECT, BUFFER_SIZE, MOST_FREE);
    private final Free arrays = new Free(Memory.HEAP, BUFFER_SIZE, MOST_FREE_OTHERS);
    private final Free keptDirect = new Free(Memory.DIRECT, KEPT_SIZE, MOST_FREE_OTHERS);
    private final Free keptArrays = new Free(Memory.HEAP, KEPT_SIZE, MOST_FREE_OTHERS);

    private int taken;

    /** {@return a direct buffer, empty for writing, in the order of the network} */
    public ByteBuffer take() {
        return take(BUFFER_SIZE, Memory.DIRECT);
    }

    /**
     * {@return a buffer, empty for writing, in the order of the network; it may be larger than the others}
     *
     * @param atLeast the bytes that it has room for
     * @param memory its kind
     */
    public ByteBuffer take(int atLeast, Memory memory) {
        taken++;
        return atLeast > BUFFER_SIZE ? memory.allocate(atLeast) : large(memory).take();
    }

    /**
     * Takes a buffer that is no longer in use.
     *
     * @param buffer from the pool of any domain
     */
    public void giveBack(ByteBuffer buffer) {
        taken--;
        if (buffer.capacity() == BUFFER_SIZE) {
            large(Memory.of(buffer)).add(buffer);
        }
    }

    /**
     * Takes a buffer, and keeps the bytes between its position and its limit for a later call. They are kept in at most
     * about twice the memory that they need.
     *
     * @param buffer from {@link #take}; no longer the caller's
     * @return a buffer with these bytes alone, to be given to {@link #giveBackKept} or left to the garbage collector
     */
    public ByteBuffer keep(ByteBuffer buffer) {
        int count = buffer.remaining();
        if (count > BUFFER_SIZE / 2) {
            taken--;
            return buffer;
        }
        ByteBuffer kept = count > KEPT_SIZE / 2 && count <= KEPT_SIZE
                ? small(Memory.of(buffer)).take()
                : ByteBuffer.allocate(count);
        kept.put(buffer).flip();
        giveBack(buffer);
        return kept;
    }

    /**
     * Takes a buffer whose bytes need not be kept any more.
     *
     * @param kept from {@link #keep} of the pool of any domain
     */
    public void giveBackKept(ByteBuffer kept) {
        if (kept.capacity() == KEPT_SIZE) {
            small(Memory.of(kept)).add(kept);
        } else if (kept.capacity() == BUFFER_SIZE) {
            large(Memory.of(kept)).add(kept);
        }
    }

    private Free large(Memory memory) {
        return memory == Memory.DIRECT ? direct : arrays;
    }

    private Free small(Memory memory) {
        return memory == Memory.DIRECT ? keptDirect : keptArrays;
    }

    /** {@return the number of buffers that are not in use, of all kinds} */
    public int size() {
        return direct.buffers.size() + arrays.buffers.size() + keptDirect.buffers.size() + keptArrays.buffers.size();
    }

    /** {@return the number of buffers that were taken, less those that were given back or kept} */
    public int taken() {
        return taken;
    }
}
