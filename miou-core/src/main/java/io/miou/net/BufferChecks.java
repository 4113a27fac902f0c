package io.miou.net;

import io.miou.support.Arguments;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Objects;

/** Checks buffers that callers pass, before they are used. Stateless, for any thread. */
final class BufferChecks {

    /** The number of buffers up to which all are compared with each other, which allocates nothing. */
    private static final int FEW = 16;

    private BufferChecks() {
    }

    /**
     * Checks that bytes can be put into a buffer. A backend looks at the buffer only when there are bytes to put into
     * it.
     *
     * @throws IllegalArgumentException if it is read-only
     */
    static void requireWritable(ByteBuffer target, String use) {
        Objects.requireNonNull(target, "target");
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer to " + use + " is read-only; give a writable one");
        }
    }

    /**
     * Checks that the memory of a buffer can be used by this thread.
     *
     * @throws IllegalStateException if its arena is closed
     * @throws WrongThreadException if its arena is confined to another thread
     */
    static void requireUsable(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            MemorySegment memory = MemorySegment.ofBuffer(buffer);
            if (!memory.scope().isAlive()) {
                throw new IllegalStateException("the arena of a buffer is closed; keep it open while it is used");
            }
            if (!memory.isAccessibleBy(Thread.currentThread())) {
                throw new WrongThreadException("the arena of a buffer is confined to another thread; use the buffer"
                        + " there, or a shared arena");
            }
        }
    }

    /**
     * Checks the sources of a gathering write.
     *
     * @throws NullPointerException if a buffer is null
     * @throws IllegalStateException if the arena of a buffer is closed
     * @throws IllegalArgumentException if a buffer occurs twice: it has only one position
     */
    static void requireSources(ByteBuffer[] sources) {
        Arguments.requireElements(sources, "sources");
        for (ByteBuffer source : sources) {
            requireUsable(source);
        }
        if (sources.length <= FEW) {
            for (int i = 1; i < sources.length; i++) {
                for (int earlier = 0; earlier < i; earlier++) {
                    if (sources[earlier] == sources[i]) {
                        throw twice(earlier, i);
                    }
                }
            }
            return;
        }
        IdentityHashMap<ByteBuffer, Integer> seen = new IdentityHashMap<>(sources.length);
        for (int i = 0; i < sources.length; i++) {
            Integer earlier = seen.putIfAbsent(sources[i], i);
            if (earlier != null) {
                throw twice(earlier, i);
            }
        }
    }

    private static IllegalArgumentException twice(int earlier, int later) {
        return new IllegalArgumentException("sources[" + earlier + "] and sources[" + later
                + "] are the same buffer; give a duplicate() of it, which has a position of its own");
    }
}
