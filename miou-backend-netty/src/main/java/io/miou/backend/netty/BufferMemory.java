package io.miou.backend.netty;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Decides whether the operating system may be given the memory of a buffer. Every buffer of a caller passes this check
 * before a call of Netty's, which takes a bare address. Stateless, for any thread.
 *
 * <p>The memory may belong to an {@link Arena}. The JDK's channels keep an arena open during a call, but only the JDK
 * can do that. So there are three cases:
 * <ul>
 * <li>Memory that cannot be closed: of {@link ByteBuffer#allocateDirect}, of a mapped file, of the global arena and of
 * an automatic one. The kernel is given its address; the buffer is reachable during the call.</li>
 * <li>A confined arena of the calling thread. Only this thread can close it, and it is in the call. The kernel is given
 * its address.</li>
 * <li>A shared arena. Another thread may close it during the call. The bytes are copied through memory of the domain's
 * own: the JDK checks the arena when it copies.</li>
 * </ul>
 *
 * <p>The public way to tell these apart is the class of the scope, compared with the classes of arenas made here.
 */
final class BufferMemory {

    /** No address: the kernel may not use the memory. */
    static final long UNSTABLE = 0;

    private static final Class<?> HEAP = MemorySegment.ofArray(new byte[0]).scope().getClass();
    private static final Class<?> CONFINED;
    private static final Class<?> GLOBAL;
    private static final Class<?> AUTOMATIC;

    static {
        Class<?> shared;
        try (Arena confined = Arena.ofConfined(); Arena closedByAny = Arena.ofShared()) {
            shared = closedByAny.scope().getClass();
            CONFINED = confined.scope().getClass() == shared ? HEAP : confined.scope().getClass();
        }
        GLOBAL = unless(shared, Arena.global());
        AUTOMATIC = unless(shared, Arena.ofAuto());
    }

    private BufferMemory() {
    }

    /**
     * Returns the class of an arena's scope. A JVM may have one class for both kinds: then the kind is unknown and
     * buffers are copied.
     */
    private static Class<?> unless(Class<?> shared, Arena arena) {
        Class<?> kind = arena.scope().getClass();
        return kind == shared || kind == CONFINED ? HEAP : kind;
    }

    /**
     * {@return whether the kernel may use the address of a buffer; if not, its bytes must be copied}
     *
     * @throws IllegalStateException if its arena is closed
     * @throws WrongThreadException if its arena is confined to another thread
     */
    static boolean isStable(ByteBuffer buffer) {
        return stableAddress(buffer) != UNSTABLE;
    }

    /**
     * {@return the address of a buffer's first byte, whatever its position is, for a call of Netty's; {@link #UNSTABLE}
     * if the kernel may not use it} Netty's calls that take the buffer itself ask the JVM for the address each time,
     * which is slower. The caller uses the buffer after the call, so that it is not collected before.
     *
     * @throws IllegalStateException if its arena is closed
     * @throws WrongThreadException if its arena is confined to another thread
     */
    static long stableAddress(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            return UNSTABLE;
        }
        MemorySegment memory = MemorySegment.ofBuffer(buffer);
        Class<?> kind = memory.scope().getClass();
        boolean stable = kind == HEAP || kind == GLOBAL || kind == AUTOMATIC || isStableInArena(memory, kind);
        return stable ? memory.address() - buffer.position() : UNSTABLE;
    }

    private static boolean isStableInArena(MemorySegment memory, Class<?> kind) {
        if (!memory.scope().isAlive()) {
            throw new IllegalStateException("the arena of the buffer is closed; keep it open while it is used");
        }
        if (!memory.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(
                    "the arena of the buffer is confined to another thread; use the buffer there,"
                            + " or a shared arena");
        }
        return kind == CONFINED;
    }

    /**
     * {@return the address of a buffer's first byte, as {@link #stableAddress}}
     *
     * @throws IllegalStateException if it is not stable
     */
    static long address(ByteBuffer buffer) {
        long address = stableAddress(buffer);
        if (address == UNSTABLE) {
            throw new IllegalStateException("a buffer that is not stable was to be given to the kernel: " + buffer);
        }
        return address;
    }
}
