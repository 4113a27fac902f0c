package io.miou.net;

import io.miou.Owned;
import io.miou.Resource;
import io.miou.domain.BufferPool;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.nio.ByteBuffer;

/**
 * A pool of direct buffers for each domain. A connection that waits in {@link ByteStream#awaitReadable} holds none; it
 * borrows one when bytes have come, and gives it back when they are handled.
 *
 * {@snippet :
 * for (int count = 0; count >= 0;) {
 *     stream.awaitReadable();
 *     try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
 *         count = stream.read(buffer.get());
 *         stream.write(buffer.get().flip());
 *     }
 * }
 * }
 *
 * <p>A pool keeps up to 64 buffers, 4 MiB, for later. It never refuses one: more are allocated, and left to the garbage
 * collector when they come back.
 *
 * @since 0.1.0
 */
public final class Buffers {

    private Buffers() {
    }

    /**
     * Borrows a direct buffer of 64 KiB from the pool of the current domain. The buffer is a resource of the current
     * task: {@code close} gives it back, and so does the scheduler for a task that fails or is cancelled. A task that
     * returns and still has it breaks rule 17. Never suspends.
     *
     * <p>Its position is 0, its limit the capacity, its order big-endian. Its bytes are those of an earlier use. Keep
     * no reference to the buffer after {@code close}: the next borrower has the same memory. A buffer that is given to
     * a task on another domain goes to the pool of that domain.
     *
     * @return the buffer, owned by the current task
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static Owned<ByteBuffer> borrow() {
        Task<?> task = Task.current();
        OwnershipState.requireMayOwn(task);
        ByteBuffer buffer = of(task).take();
        try {
            return Resource.own(buffer, Buffers::giveBack);
        } catch (Throwable e) {
            giveBack(buffer);
            throw e;
        }
    }

    private static void giveBack(ByteBuffer buffer) {
        of(Task.current()).giveBack(buffer);
    }

    /** Returns the pool of the domain of a task, which is the current one. */
    static BufferPool of(Task<?> task) {
        return task.run().domains().buffersOf(task.loop());
    }

    /** Copies the rest of a buffer, to be kept without the buffer. */
    static ByteBuffer copy(ByteBuffer rest) {
        return ByteBuffer.allocate(rest.remaining()).put(rest).flip();
    }
}
