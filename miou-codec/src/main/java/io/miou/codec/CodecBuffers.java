package io.miou.codec;

import io.miou.Domain;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The buffers of a domain, pooled by an allocator of its own, so that the domains of a run do not contend for memory.
 * The domain of the same number in a later run has the same buffers, because an allocator never gives all of its memory
 * back.
 *
 * <p>Most reads bring a message or two, which are decoded at once. So one buffer for reading is kept beside the
 * allocator, which is made for threads of Netty and takes longer on a fiber.
 *
 * <p>Any thread. Buffers may be released by any thread, too.
 */
final class CodecBuffers {

    /** The size of the buffer for reading that is kept. */
    static final int READ = 1 << 11;

    /** The most allocators; with more domains, some share one. */
    private static final int MOST = 64;

    private static final AtomicReferenceArray<CodecBuffers> ALL = new AtomicReferenceArray<>(MOST);

    private final ByteBufAllocator allocator = new AdaptiveByteBufAllocator(true);
    private final AtomicReference<ByteBuf> kept = new AtomicReference<>();

    private CodecBuffers() {
    }

    /** Returns the buffers of a domain. */
    static CodecBuffers of(Domain domain) {
        int index = domain.id() % MOST;
        CodecBuffers buffers = ALL.get(index);
        return buffers == null
                ? ALL.updateAndGet(index, made -> made == null ? new CodecBuffers() : made)
                : buffers;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Takes an empty buffer for reading. It goes back by {@link #giveBack}, or is released. */
    ByteBuf take(int size) {
        ByteBuf buffer = size == READ ? kept.getAndSet(null) : null;
        return buffer == null ? allocator.directBuffer(size) : buffer;
    }

    /** Takes a reference of a buffer back. The buffer is kept if nobody else has one. */
    void giveBack(ByteBuf buffer) {
        if (buffer.refCnt() > 1 || buffer.capacity() != READ || !kept.compareAndSet(null, buffer.clear())) {
            boolean _ = buffer.release();
        }
    }
}
