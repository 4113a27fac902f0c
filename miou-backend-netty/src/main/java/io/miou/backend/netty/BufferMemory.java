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
        if (!buffer.isDirect()) {
            return false;
        }
        MemorySegment memory = MemorySegment.ofBuffer(buffer);
        Class<?> kind = memory.scope().getClass();
        return kind == HEAP || kind == GLOBAL || kind == AUTOMATIC || isStableInArena(memory, kind);
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
     * {@return the address of a buffer, for a call of Netty's} Netty's calls that take the buffer itself ask the JVM
     * for this each time, which is slower. The caller uses the buffer after the call, so that it is not collected
     * before.
     *
     * @throws IllegalStateException if it is not {@linkplain #isStable stable}
     */
    static long address(ByteBuffer buffer) {
        if (!isStable(buffer)) {
            throw new IllegalStateException("a buffer that is not stable was to be given to the kernel: " + buffer);
        }
        return MemorySegment.ofBuffer(buffer).address() - buffer.position();
    }
}
