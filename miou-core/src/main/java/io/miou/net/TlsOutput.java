package io.miou.net;

import io.miou.Miou;
import io.miou.domain.BufferPool;
import io.miou.support.Log;
import io.miou.sync.Semaphore;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what a stream sends, and writes the records in the order in which they were encrypted.
 *
 * <p>Confined to the domain of the stream's owner and borrowers. Several of their fibers may call it at once: the
 * writer, a reader whose engine has to answer, and a closer. The fiber that has {@code sending} writes to the
 * transport. The others add their records to {@code pending} and go on; the fiber that has {@code sending} writes those
 * too.
 */
final class TlsOutput {

    /** The time that a last record may take. A peer that reads nothing cannot make a close last longer. */
    static final Duration FAREWELL = Duration.ofSeconds(1);

    /** The most buffers that one record is made of: the engine looks at all that it is offered. */
    private static final int BUFFERS_AT_ONCE = 256;

    private final ByteStream transport;
    private final TlsEngine engine;
    private final TlsGate gate;
    private final Semaphore sending = new Semaphore(1);

    /** The records that are encrypted and not yet written, oldest first. */
    private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();

    /** The rest of a write that was cut, among the pending; null if there is none. */
    @Nullable
    private ByteBuffer cut;

    TlsOutput(ByteStream transport, TlsEngine engine, TlsGate gate) {
        this.transport = transport;
        this.engine = engine;
        this.gate = gate;
    }

    /**
     * Returns the number of encrypted bytes of the engine's own, such as answers to key updates, that wait for the next
     * write. The rest of a write that was cut does not count: a reader must not wait for it.
     */
    int pendingAnswers() {
        int bytes = 0;
        for (ByteBuffer records : pending) {
            bytes += records == cut ? 0 : records.remaining();
        }
        return bytes;
    }

    /** The result of {@link #send}. */
    enum Sent {
        /** A part of the bytes was encrypted, and written or kept. */
        SOME,
        /** The engine is in a handshake and takes no bytes. */
        HANDSHAKE_FIRST
    }

    /**
     * Encrypts as many bytes as fit into one buffer, and writes them. Suspends while the transport takes no more. If it
     * throws, the rest of the records is kept for the next write: the sources' positions count it as sent.
     */
    Sent send(Task<?> task, ByteBuffer[] sources) throws IOException {
        sending.acquire();
        try {
            gate.requireOpen(task);
            writePending();
            gate.requireMayWrite(task);
            if (!gate.isEstablished()) {
                return Sent.HANDSHAKE_FIRST;
            }
            BufferPool pool = Buffers.of(task);
            ByteBuffer records = pool.take(engine.recordSize(), engine.memory());
            Sent sent;
            try {
                try {
                    sent = encrypt(sources, records);
                } finally {
                    records.flip();
                }
                if (records.hasRemaining()) {
                    transport.write(records);
                }
            } finally {
                if (records.hasRemaining()) {
                    cut = Buffers.copy(records);
                    pending.addFirst(cut);
                }
                pool.giveBack(records);
            }
            writePending();
            return sent;
        } finally {
            sending.release();
        }
    }

    private Sent encrypt(ByteBuffer[] sources, ByteBuffer records) throws IOException {
        int first = 0;
        while (first < sources.length && records.remaining() >= engine.recordSize()) {
            if (!sources[first].hasRemaining()) {
                first++;
                continue;
            }
            int count = Math.min(BUFFERS_AT_ONCE, sources.length - first);
            for (int i = first; i < first + count; i++) {
                BufferChecks.requireUsable(sources[i]);
            }
            SSLEngineResult result = engine.wrap(sources, first, count, records);
            switch (result.getStatus()) {
                case OK -> {
                    if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                        return Sent.HANDSHAKE_FIRST;
                    }
                }
                case CLOSED -> throw Failures.explained(new ClosedChannelException(), "the peer of " + transport
                        + " has ended the connection, which before TLS 1.3 and with engines of OpenSSL ends both"
                        + " directions;"
                        + " write before you read the end, or use TLS 1.3 with an engine of the JDK");
                case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> throw engine.failed(
                        new SSLException("the TLS engine reports " + result.getStatus() + " with "
                                + records.remaining() + " bytes of room; report it to the maker of the engine"));
            }
        }
        return Sent.SOME;
    }

    /**
     * Encrypts everything that the engine has to send by itself, and keeps it for the next write. Never suspends.
     * Returns whether there was anything.
     */
    boolean prepareOwn(Task<?> task) throws SSLException {
        BufferPool pool = Buffers.of(task);
        ByteBuffer records = pool.take(engine.recordSize(), engine.memory());
        try {
            SSLEngineResult result;
            do {
                result = engine.wrapOwn(records);
            } while (result.bytesProduced() > 0 && records.remaining() >= engine.recordSize()
                    && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP);
            return records.position() > 0;
        } finally {
            if (records.flip().hasRemaining()) {
                // Also if the engine has thrown: one of OpenSSL gives its alert first, and throws in the next call.
                pending.addLast(Buffers.copy(records));
            }
            pool.giveBack(records);
        }
    }

    /** Writes all records that are kept. Suspends while the transport takes no more. */
    void flush() throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        sending.acquire();
        try {
            writePending();
        } finally {
            sending.release();
        }
    }

    /** Writes the records that are kept; the caller has {@code sending}. */
    private void writePending() throws IOException {
        for (ByteBuffer next = pending.peekFirst(); next != null; next = pending.peekFirst()) {
            // Other fibers add behind it meanwhile. Its position says what is left if this throws.
            transport.write(next);
            pending.removeFirst();
            cut = null; // it is the first
        }
    }

    /**
     * Writes the last records, such as close-notify or an alert, unless another fiber is writing: then that fiber
     * writes them too. Gives up after {@link #FAREWELL}, and if the transport fails.
     */
    void sayFarewell() {
        if (pending.isEmpty() || !sending.tryAcquire()) {
            return;
        }
        try {
            Miou.<IOException>timeout(FAREWELL, this::writePending);
        } catch (IOException | TimeoutException e) {
            // The peer finds out without: its transport ends.
            Log.debug(() -> "the last record of TLS over " + transport + " was not sent", e);
        } finally {
            sending.release();
        }
    }

    /** Prepares and writes the alert of an engine that has failed, as far as {@link #sayFarewell} can. */
    void sendAlert(Task<?> task) {
        try {
            boolean _ = prepareOwn(task);
        } catch (SSLException e) {
            Log.debug(() -> "the TLS engine over " + transport + " has no alert for its failure", e);
        }
        sayFarewell();
    }
}
