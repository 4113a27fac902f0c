package io.miou.net;

import io.miou.Miou;
import io.miou.spi.SocketHandle;
import io.miou.support.Log;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a stream, put together: handshake, input, output, and the users of each direction.
 *
 * <p>Confined to the domain of the stream's owner and borrowers, except {@link #agreement}. A reader and a writer may
 * be in the middle of a call at once. Between two suspension points a fiber has the engine for itself; while the
 * engine's tasks run elsewhere, the handshake keeps the other fibers away.
 */
final class TlsConnection {

    private final ByteStream transport;
    private final TlsEngine engine;
    private final TlsInput input;
    private final TlsOutput output;
    private final TlsHandshake handshake;
    private final TlsGate gate;
    private final StreamUser reading = new StreamUser("reading from", ReadPendingException::new);
    private final StreamUser writing = new StreamUser("writing to", WritePendingException::new);

    /** The result of the handshake; null before. */
    @Nullable
    private volatile Agreement agreement;

    TlsConnection(ByteStream transport, SSLEngine sslEngine, Tls tls) {
        this.transport = transport;
        this.engine = new TlsEngine(sslEngine, tls::release);
        this.gate = new TlsGate(transport);
        this.output = new TlsOutput(transport, engine, gate);
        this.input = new TlsInput(transport, engine, output);
        this.handshake = new TlsHandshake(transport, engine, input, output, gate, tls.handshakeLimit());
        gate.holding().wrap(transport, this::release);
    }

    private void release() {
        input.release();
        engine.release();
    }

    TlsGate gate() {
        return gate;
    }

    /**
     * The result of the handshake. It is kept apart from the engine, which may be released before the program asks.
     *
     * @param session of the connection
     * @param applicationProtocol empty if there is none
     */
    record Agreement(SSLSession session, Optional<String> applicationProtocol) {
    }

    /** Returns what was agreed on, once the handshake is done; null before. Any thread. */
    @Nullable
    Agreement agreement() {
        return agreement;
    }

    int available() {
        return input.available();
    }

    /** Does the handshake, unless it is done. */
    void establish(Task<?> task) throws IOException {
        if (!gate.isEstablished()) {
            handshake.complete(task);
            agreement = engine.agreement();
        }
    }

    /** Goes on with a handshake that the peer has begun after the first one. */
    private void establishAgain(Task<?> task) throws IOException {
        gate.setEstablished(false);
        establish(task);
    }

    int read(Task<?> task, ByteBuffer target) throws IOException {
        reading.begin(task, this);
        try {
            if (!target.hasRemaining()) {
                return 0;
            }
            establish(task);
            int count = input.read(task, target);
            while (count == TlsInput.HANDSHAKE_FIRST) {
                establishAgain(task);
                count = input.read(task, target);
            }
            return count;
        } catch (SSLException e) {
            if (engine.hasFailed() && !gate.holding().isClosed()) {
                output.sendAlert(task);
            }
            throw e;
        } finally {
            reading.end();
        }
    }

    /**
     * Reads without waiting for the transport. Returns {@link SocketHandle#WOULD_BLOCK} if no record is complete, and
     * before the handshake.
     */
    int readNow(Task<?> task, ByteBuffer target, ServedStream.NowReading now) throws IOException {
        reading.begin(task, this);
        try {
            int count = gate.isEstablished() ? input.readNow(task, target, now) : SocketHandle.WOULD_BLOCK;
            return count == TlsInput.HANDSHAKE_FIRST ? SocketHandle.WOULD_BLOCK : count;
        } finally {
            reading.end();
        }
    }

    void awaitReadable(Task<?> task) throws IOException {
        reading.begin(task, this);
        try {
            establish(task);
            while (!input.await(task)) {
                establishAgain(task);
            }
        } finally {
            reading.end();
        }
    }

    void write(Task<?> task, ByteBuffer[] sources) throws IOException {
        gate.requireMayWrite(task);
        writing.begin(task, this);
        try {
            establish(task);
            if (!hasRemaining(sources)) {
                // The repetition of a write that was cut after it had encrypted the last byte.
                output.flush();
            }
            while (hasRemaining(sources)) {
                engine.requireIntact();
                if (output.send(task, sources) == TlsOutput.Sent.HANDSHAKE_FIRST) {
                    awaitHandshake(task);
                }
            }
        } finally {
            writing.end();
        }
    }

    /** Waits for the handshake that keeps the engine from taking bytes; a reader does it. */
    private void awaitHandshake(Task<?> task) throws IOException {
        if (gate.isEstablished()) {
            throw engine.failed(new SSLException("the TLS engine over " + transport + " takes no bytes, and reports "
                    + engine.status() + "; report it to the maker of the engine"));
        }
        establish(task);
    }

    private static boolean hasRemaining(ByteBuffer[] sources) {
        for (ByteBuffer source : sources) {
            if (source.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /** Ends the output of a stream whose handshake is done. */
    void shutdownOutput(Task<?> task) throws IOException {
        engine.requireIntact();
        sayCloseNotify(task);
    }

    /** Sends close-notify before the owner closes the transport, if that is possible. */
    void sayGoodbye(Task<?> task) {
        if (!handshake.hasBegun() || engine.hasFailed() || !handshake.tryReserve()) {
            return;
        }
        try {
            sayCloseNotify(task);
        } catch (SSLException e) {
            Log.debug(() -> this + " was closed without close-notify", e);
        } finally {
            handshake.unreserve();
        }
    }

    private void sayCloseNotify(Task<?> task) throws SSLException {
        if (!gate.isShutDown()) {
            gate.shutDown();
            engine.closeOutbound();
            boolean _ = output.prepareOwn(task);
        }
        Miou.<RuntimeException>shield(output::sayFarewell);
    }

    @Override
    public String toString() {
        return "TLS over " + transport;
    }
}
