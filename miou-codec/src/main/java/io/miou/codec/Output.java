package io.miou.codec;

import io.miou.net.ByteStream;
import io.miou.sync.Semaphore;
import io.miou.task.Failures;
import io.miou.task.Task;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that are encoded and not yet written. It holds a reference of each buffer. A flush that is cut keeps the
 * rest for the next one, so no message is sent in part and then another.
 *
 * <p>Confined to the domain of the stream's owner and borrowers. Several of their fibers may add and flush; the one
 * that has {@code writing} writes to the transport.
 */
final class Output {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The most bytes of a buffer that is copied to the end of another instead of being written beside it. */
    private static final int SMALL = 1 << 10;

    /** The size of a buffer that small ones are copied to. */
    private static final int SIZE = 1 << 13;

    /** The most buffers that are written at once. */
    private static final int AT_ONCE = 64;

    /** The sender of bytes of several tasks, or of handlers. */
    private static final Object SEVERAL = new Object();

    private final ByteStream transport;
    private final Semaphore writing = new Semaphore(1);
    private final ArrayDeque<ByteBuf> pending = new ArrayDeque<>();

    /** The last of the pending, if it is one that small buffers are copied to. */
    @Nullable
    private ByteBuf collector;

    /** The task that has sent all pending bytes, {@link #SEVERAL}, or null if there are none. */
    @Nullable
    private Object sender;

    /** The task whose bytes are added now, or {@link #SEVERAL}. */
    private Object adder = SEVERAL;

    /** The task that alone has sent since encoders were last flushed, {@link #SEVERAL}, or null if none has. */
    @Nullable
    private Object unflushed;

    /** The bytes ever added, and those of them that are written. */
    private long added;
    private long written;

    /** Whether the last write has thrown: a transport that encrypts may have kept bytes that it counts as written. */
    private boolean cut;

    /** Whether a flush has given the first of the pending to the transport, so that they must stay as they are. */
    private boolean writeUnderWay;

    private boolean released;

    Output(ByteStream transport) {
        this.transport = transport;
    }

    /** Returns the number of bytes that wait. */
    long bytes() {
        return added - written;
    }

    /** Returns whether a flush has something to do. */
    boolean isPending() {
        return added > written || cut;
    }

    /** Returns whether that task alone has sent what is pending. */
    boolean isOnlyOf(Task<?> task) {
        return sender == task || sender == null;
    }

    /** Begins to add bytes that a task sends. */
    void beginSend(Task<?> task) {
        adder = task;
        unflushed = unflushed == null || unflushed == task ? task : SEVERAL;
    }

    /** Begins to add bytes that encoders have held back. */
    void beginFlush() {
        adder = unflushed == null ? SEVERAL : unflushed;
        unflushed = null;
    }

    /** Ends what was begun: bytes that are added from now on come from handlers. */
    void endAdding() {
        adder = SEVERAL;
    }

    /** Adds bytes to the end. Takes over the buffer. */
    void add(ByteBuf bytes, ByteBufAllocator allocator) {
        int count = bytes.readableBytes();
        if (released || count == 0) {
            bytes.release();
            return;
        }
        if (count > SMALL || pending.isEmpty()) {
            pending.addLast(bytes);
            collector = null;
        } else {
            if (!writeUnderWay && pending.size() == 1 && collector == null) {
                collectFirst(allocator);
            }
            try {
                collectorFor(count, allocator).writeBytes(bytes);
            } finally {
                bytes.release();
            }
        }
        sender = sender == null || sender == adder ? adder : SEVERAL;
        added += count;
    }

    /** Copies the only pending buffer, if it is small, so that what follows it is in the same buffer. */
    private void collectFirst(ByteBufAllocator allocator) {
        ByteBuf first = pending.getFirst();
        if (first.readableBytes() <= SMALL) {
            ByteBuf open = allocator.directBuffer(SIZE, SIZE);
            open.writeBytes(first);
            boolean _ = pending.removeFirst().release();
            pending.addLast(open);
            collector = open;
        }
    }

    private ByteBuf collectorFor(int count, ByteBufAllocator allocator) {
        ByteBuf open = collector;
        // Its memory must stay where it is: a write may be under way.
        if (open == null || open.writableBytes() < count) {
            open = allocator.directBuffer(SIZE, SIZE);
            pending.addLast(open);
            collector = open;
        }
        return open;
    }

    /**
     * Writes what is pending at the beginning of the call. Suspends while the transport takes no more, and while
     * another task writes. If it throws, the rest is kept for the next flush.
     */
    void flush() throws IOException {
        long goal = added;
        while (written < goal || cut) {
            writing.acquire();
            try {
                requireOpen();
                if (written < goal || cut) {
                    writeUnderWay = true;
                    write();
                }
            } finally {
                writeUnderWay = false;
                writing.release();
            }
        }
    }

    private void requireOpen() throws AsynchronousCloseException {
        if (released) {
            throw Failures.explained(new AsynchronousCloseException(), transport + " was closed by its owner while "
                    + Failures.describe(Task.current()) + " was waiting to write to it; end what uses a stream before"
                    + " you close it");
        }
    }

    private void write() throws IOException {
        ByteBuf first = pending.peekFirst();
        if (first == null) {
            cut = true;
            transport.write(NOTHING);
            cut = false;
        } else if (pending.size() == 1 && first.nioBufferCount() == 1) {
            // Not the internal one: others add to the collector meanwhile, or write the same memory to other streams.
            ByteBuffer bytes = first.nioBuffer();
            int count = bytes.remaining();
            cut = true;
            try {
                transport.write(bytes);
                cut = false;
            } finally {
                advance(first, count - bytes.remaining());
                removeWritten();
            }
        } else {
            writeSeveral();
        }
    }

    private void writeSeveral() throws IOException {
        int count = Math.min(AT_ONCE, pending.size());
        ByteBuf[] buffers = new ByteBuf[count];
        ByteBuffer[][] parts = new ByteBuffer[count][];
        int all = 0;
        Iterator<ByteBuf> oldest = pending.iterator();
        for (int i = 0; i < count; i++) {
            buffers[i] = oldest.next();
            parts[i] = parts(buffers[i]);
            all += parts[i].length;
        }
        ByteBuffer[] together = new ByteBuffer[all];
        int[] sizes = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            sizes[i] = remaining(parts[i]);
            for (ByteBuffer part : parts[i]) {
                together[next++] = part;
            }
        }
        cut = true;
        try {
            transport.write(together);
            cut = false;
        } finally {
            for (int i = 0; i < count; i++) {
                advance(buffers[i], sizes[i] - remaining(parts[i]));
            }
            removeWritten();
        }
    }

    private static ByteBuffer[] parts(ByteBuf buffer) {
        return buffer.nioBufferCount() == 1
                ? new ByteBuffer[]{buffer.nioBuffer()}
                : buffer.nioBuffers();
    }

    private static int remaining(ByteBuffer[] parts) {
        int sum = 0;
        for (ByteBuffer part : parts) {
            sum += part.remaining();
        }
        return sum;
    }

    private void advance(ByteBuf buffer, int count) {
        if (!released) {
            written += count;
            buffer.skipBytes(count);
        }
    }

    private void removeWritten() {
        for (ByteBuf first = pending.peekFirst(); first != null && !first.isReadable(); first = pending.peekFirst()) {
            pending.removeFirst();
            if (first == collector) {
                collector = null;
            }
            first.release();
        }
        if (pending.isEmpty()) {
            sender = null;
        }
    }

    /** Releases all buffers, and those that come from now on. */
    void release() {
        released = true;
        for (ByteBuf next = pending.pollFirst(); next != null; next = pending.pollFirst()) {
            next.release();
        }
        collector = null;
        written = added;
        cut = false;
    }
}
