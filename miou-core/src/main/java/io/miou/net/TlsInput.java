package io.miou.net;

import io.miou.domain.BufferPool;
import io.miou.spi.SocketHandle;
import io.miou.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from the transport and decrypts them.
 *
 * <p>Between two calls it keeps only bytes that have come: a part of a record, or content that its reader had no room
 * for. So a read that was cancelled can be repeated (rule 9), and an idle stream has no buffer.
 *
 * <p>Confined to the domain of the stream's owner and borrowers. One fiber at a time calls it: the reader, or the one
 * that does the handshake.
 */
final class TlsInput {

    /** The number that {@link #read} returns if the engine has to handshake before more can be read. */
    static final int HANDSHAKE_FIRST = -3;

    /** The most bytes of answers, such as key updates, that wait for the next write. */
    private static final int MOST_PENDING = 1 << 12;

    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private enum Progress {
        /** The next record is not complete. */
        NONE,
        /** No byte has come, and the reading does not wait. */
        BLOCKED,
        /** At least one record was taken. */
        SOME,
        /** The engine has tasks, which are not for this domain. */
        HANDSHAKE
    }

    private final ByteStream transport;
    private final TlsEngine engine;
    private final TlsOutput output;

    /** The bytes that have come and are not yet decrypted. */
    @Nullable
    private ByteBuffer records;

    /** The content that is decrypted and was not yet read. */
    @Nullable
    private ByteBuffer content;

    /** Whether the peer has sent close-notify. */
    private boolean ended;

    /** Whether the transport has ended without close-notify. */
    private boolean truncated;

    TlsInput(ByteStream transport, TlsEngine engine, TlsOutput output) {
        this.transport = transport;
        this.engine = engine;
        this.output = output;
    }

    /** Returns the number of bytes that a read would return at once. */
    int available() {
        ByteBuffer left = content;
        return left == null ? 0 : left.remaining();
    }

    /**
     * Reads the content that has come. Suspends until there is some.
     *
     * @return the number of bytes, -1 at the end, or {@link #HANDSHAKE_FIRST}
     */
    int read(Task<?> task, ByteBuffer target) throws IOException {
        return read(task, target, null);
    }

    /**
     * Reads the content that has come, without waiting for more of the transport.
     *
     * @param now reads from the transport
     * @return the number of bytes, -1 at the end, {@link SocketHandle#WOULD_BLOCK}, or {@link #HANDSHAKE_FIRST}
     */
    int readNow(Task<?> task, ByteBuffer target, ServedStream.NowReading now) throws IOException {
        return read(task, target, now);
    }

    private int read(Task<?> task, ByteBuffer target, ServedStream.@Nullable NowReading now) throws IOException {
        int start = target.position();
        for (;;) {
            takeContent(target);
            if (target.position() > start) {
                return target.position() - start;
            }
            if (ended) {
                return -1;
            }
            engine.requireIntact();
            if (output.pendingAnswers() > MOST_PENDING) {
                // A peer that asks for answers must read them too.
                output.flush();
            }
            Progress progress;
            try {
                progress = advance(task, target, false, now);
            } catch (SSLException e) {
                if (target.position() == start) {
                    throw e;
                }
                // The bytes before the failure come first. The next read throws it.
                progress = Progress.SOME;
            }
            if (target.position() == start && progress == Progress.HANDSHAKE) {
                return HANDSHAKE_FIRST;
            }
            if (progress == Progress.BLOCKED) {
                return SocketHandle.WOULD_BLOCK;
            }
        }
    }

    /**
     * Suspends until a read would not wait: content has come, or the stream has ended or failed. Returns false if the
     * engine has to handshake before more can be read.
     */
    boolean await(Task<?> task) throws IOException {
        while (content == null && !TlsRecord.isLarge(records) && !ended && !truncated && !engine.hasFailed()) {
            if (output.pendingAnswers() > MOST_PENDING) {
                output.flush();
            }
            try {
                if (advance(task, NO_ROOM, false, null) == Progress.HANDSHAKE) {
                    return false;
                }
            } catch (SSLException e) {
                if (!truncated && !engine.hasFailed()) {
                    throw e;
                }
                // The next read throws it.
            }
        }
        return true;
    }

    /** Takes one record of a handshake. Suspends until it is there. */
    void takeHandshakeRecord(Task<?> task) throws IOException {
        if (records == null && goesOnWithoutBytes(task)) {
            return;
        }
        while (advance(task, NO_ROOM, true, null) == Progress.NONE) {
            // The record is not complete.
        }
        if (ended) {
            throw engine.failed(new SSLHandshakeException("the peer of " + transport
                    + " has ended the connection in the middle of the handshake; see its log for the reason"));
        }
    }

    /**
     * Returns whether the engine needs no more bytes. Engines of OpenSSL look at the last record that they have taken
     * only in the call after.
     */
    private boolean goesOnWithoutBytes(Task<?> task) throws SSLException {
        SSLEngineResult result = unwrap(task, NO_ROOM, NO_ROOM, 0);
        ended = engine.hasEnded(result);
        return !ended && engine.status() != HandshakeStatus.NEED_UNWRAP;
    }

    private void takeContent(ByteBuffer target) {
        ByteBuffer left = content;
        if (left != null) {
            move(left, target);
            content = left.hasRemaining() ? left : null;
        }
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
    }

    /** Decrypts what has come, or else suspends until more comes, once; does not suspend if it has {@code now}. */
    private Progress advance(Task<?> task, ByteBuffer target, boolean single, ServedStream.@Nullable NowReading now)
            throws IOException {
        BufferPool pool = Buffers.of(task);
        ByteBuffer kept = records;
        if (kept != null) {
            Progress progress;
            try {
                progress = decrypt(task, kept, target, single);
            } finally {
                if (!kept.hasRemaining()) {
                    forgetRecords(pool);
                }
            }
            if (progress != Progress.NONE) {
                return progress;
            }
        }
        requireNotTruncated();
        if (now == null) {
            transport.awaitReadable(); // without a buffer
        }
        ByteBuffer net = pool.take(engine.recordSize(), engine.memory());
        boolean hasRecords = false;
        try {
            if (!readBehindRecords(net, now)) {
                return Progress.BLOCKED;
            }
            forgetRecords(pool);
            net.flip();
            hasRecords = true;
            return target == NO_ROOM && !single && TlsRecord.isLarge(net)
                    ? Progress.SOME
                    : decrypt(task, net, target, single);
        } finally {
            if (hasRecords && net.hasRemaining()) {
                records = pool.keep(net);
            } else {
                pool.giveBack(net);
            }
        }
    }

    /** Reads from the transport, behind the records that are kept. Returns false if nothing has come. */
    private boolean readBehindRecords(ByteBuffer net, ServedStream.@Nullable NowReading now) throws IOException {
        ByteBuffer kept = records;
        if (kept != null) {
            net.put(kept.duplicate());
        }
        if (!net.hasRemaining()) {
            throw engine.failed(new SSLException("a record of the peer of " + transport + " is longer than "
                    + net.capacity() + " bytes; the peer does not speak TLS"));
        }
        int count = now == null ? transport.read(net) : now.readNow(net);
        if (count == SocketHandle.WOULD_BLOCK) {
            return false;
        }
        if (count < 0) {
            truncated = true;
            requireNotTruncated();
        }
        return true;
    }

    private void forgetRecords(BufferPool pool) {
        ByteBuffer kept = records;
        if (kept != null) {
            records = null;
            pool.giveBackKept(kept);
        }
    }

    /** Gives back what is kept, when the stream is released. */
    void release() {
        Task<?> task = Task.currentOrNull();
        if (task == null) {
            records = null;
        } else {
            forgetRecords(Buffers.of(task));
        }
    }

    /** Checks that the transport has not ended: after that, only close-notify would have been a clean end. */
    private void requireNotTruncated() throws SSLException {
        if (truncated) {
            EOFException end = new EOFException("the transport has ended");
            SSLException failure = new SSLException(transport + " has ended without close-notify, so bytes may be"
                    + " missing; treat it as a connection that was lost");
            failure.initCause(end);
            throw failure;
        }
    }

    /** Decrypts records until one is not complete, or the target is full, or the engine has tasks. Never suspends. */
    private Progress decrypt(Task<?> task, ByteBuffer net, ByteBuffer target, boolean single) throws SSLException {
        Progress progress = Progress.NONE;
        int start = target.position();
        while (net.hasRemaining()) {
            if (target.position() > start && TlsRecord.mayBeTheEnd(net) && engine.isEndedByPeer()) {
                // The engine ends its output with it, and the reader may still have to answer.
                return progress;
            }
            SSLEngineResult result = unwrap(task, net, target, start);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW || result.getStatus() == Status.BUFFER_OVERFLOW) {
                return progress;
            }
            if (TlsEngine.tookNothing(result) && result.getStatus() == Status.CLOSED && !engine.hasEnded(result)) {
                return progress;
            }
            progress = Progress.SOME;
            if (engine.hasEnded(result)) {
                ended = true;
                net.position(net.limit());
                return progress;
            }
            if (single) {
                return progress;
            }
            if (!answer(task, result)) {
                return Progress.HANDSHAKE;
            }
            if (content != null || !target.hasRemaining()) {
                return progress;
            }
        }
        return progress;
    }

    /**
     * Decrypts one record into the target. If the target has no room for it and is empty, the rest is kept. If it has
     * bytes already, the record stays ({@link Status#BUFFER_OVERFLOW}).
     */
    private SSLEngineResult unwrap(Task<?> task, ByteBuffer net, ByteBuffer target, int start) throws SSLException {
        if (target.hasRemaining()) {
            BufferChecks.requireUsable(target);
            SSLEngineResult result = engine.unwrap(net, target);
            if (!isTooSmall(result) || target.position() > start) {
                return result;
            }
        }
        BufferPool pool = Buffers.of(task);
        ByteBuffer scratch = pool.take(engine.contentSize(), engine.memory());
        try {
            SSLEngineResult result = engine.unwrap(net, scratch);
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                throw engine.failed(new SSLException("the TLS engine needs more than " + scratch.capacity()
                        + " bytes for one record; report it to the maker of the engine"));
            }
            scratch.flip();
            move(scratch, target);
            if (scratch.hasRemaining()) {
                content = Buffers.copy(scratch);
            }
            return result;
        } finally {
            pool.giveBack(scratch);
        }
    }

    /** Returns whether the target may have been too small. After our own close-notify OpenSSL says CLOSED instead. */
    private boolean isTooSmall(SSLEngineResult result) {
        return result.getStatus() == Status.BUFFER_OVERFLOW || result.getStatus() == Status.CLOSED
                && TlsEngine.tookNothing(result) && !engine.hasEnded(result);
    }

    /**
     * Prepares what the engine answers to a record that came after the handshake. The next write sends it: a peer that
     * writes and does not read must not stop the reader. Returns false if the engine has tasks.
     */
    private boolean answer(Task<?> task, SSLEngineResult result) throws SSLException {
        HandshakeStatus need = result.getHandshakeStatus();
        boolean handshake = need == HandshakeStatus.NEED_TASK || need == HandshakeStatus.NEED_WRAP;
        if (handshake && engine.isBefore13()) {
            throw engine.failed(new SSLException("the peer of " + transport + " has begun another handshake"
                    + " (renegotiation), which is refused; use TLS 1.3, or ask for all in the first handshake"));
        }
        if (need == HandshakeStatus.NEED_TASK) {
            return false;
        }
        boolean answered = need == HandshakeStatus.NEED_WRAP && output.prepareOwn(task);
        if (!answered && TlsEngine.tookNothing(result)) {
            throw engine.failed(new SSLException("the TLS engine takes no record and asks for " + need
                    + "; report it to the maker of the engine"));
        }
        return true;
    }
}
