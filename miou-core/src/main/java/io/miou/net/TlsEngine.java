package io.miou.net;

import io.miou.domain.BufferPool;
import io.miou.task.Failures;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a stream, and its failure: an engine that has failed once is not asked again (rule 30).
 *
 * <p>Confined to the domain of the stream's owner and borrowers. None of its methods suspends or blocks, except the
 * tasks that it hands out. While one of those runs elsewhere, no other method may be called: the engine's lock would
 * block the domain.
 */
final class TlsEngine {

    /** An empty buffer: engines of OpenSSL refuse an empty array. */
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final SSLEngine engine;
    private final Consumer<SSLEngine> release;
    private final boolean ofJdk;

    @Nullable
    private SSLException failure;

    /** Whether a task of the engine runs on another thread. */
    private boolean busy;

    private boolean released;

    /**
     * Wraps an engine.
     *
     * @param engine configured
     * @param release called once, when the stream is released and no task of the engine runs
     */
    TlsEngine(SSLEngine engine, Consumer<SSLEngine> release) {
        this.engine = engine;
        this.release = release;
        this.ofJdk = engine.getClass().getModule() == SSLEngine.class.getModule();
    }

    /** Returns what both sides have agreed on, after a handshake. */
    TlsConnection.Agreement agreement() {
        String protocol = engine.getApplicationProtocol();
        return new TlsConnection.Agreement(engine.getSession(),
                Optional.ofNullable(protocol).filter(name -> !name.isEmpty()));
    }

    HandshakeStatus status() {
        return engine.getHandshakeStatus();
    }

    /** Returns the room that a buffer needs for any record. */
    int recordSize() {
        return engine.getSession().getPacketBufferSize();
    }

    /** Returns the room that a buffer needs for the content of any record. */
    int contentSize() {
        return engine.getSession().getApplicationBufferSize();
    }

    /** Returns whether the connection has a protocol before TLS 1.3, where a handshake may begin again. */
    boolean isBefore13() {
        return !"TLSv1.3".equals(engine.getSession().getProtocol());
    }

    /**
     * Returns the memory that the engine works on without copies. Ciphers of the JDK take half the time on arrays;
     * engines in C copy arrays.
     */
    BufferPool.Memory memory() {
        return ofJdk ? BufferPool.Memory.HEAP : BufferPool.Memory.DIRECT;
    }

    /** Returns whether the peer's end of its output ends our output too. */
    boolean isEndedByPeer() {
        return !ofJdk || isBefore13();
    }

    void beginHandshake() throws SSLException {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    @Nullable
    Runnable nextTask() {
        return engine.getDelegatedTask();
    }

    /**
     * Returns whether the peer has sent close-notify. An engine of OpenSSL says CLOSED for each record that comes after
     * our own close-notify, so the status alone is not enough.
     */
    boolean hasEnded(SSLEngineResult unwrapped) {
        return unwrapped.getStatus() == Status.CLOSED && engine.isInboundDone();
    }

    /** Returns whether a record was neither taken nor made. */
    static boolean tookNothing(SSLEngineResult result) {
        return result.bytesConsumed() == 0 && result.bytesProduced() == 0;
    }

    /** Notes that a task runs on another thread from now on. */
    void taskBegins() {
        busy = true;
    }

    /** Notes that no task runs any more. */
    void taskEnds() {
        busy = false;
        if (released) {
            release.accept(engine);
        }
    }

    /** Releases the engine, once no task of it runs. Called once, after the stream was closed. */
    void release() {
        released = true;
        if (!busy) {
            release.accept(engine);
        }
    }

    /** Decrypts one record, if all of it is there. */
    SSLEngineResult unwrap(ByteBuffer records, ByteBuffer target) throws SSLException {
        try {
            return engine.unwrap(records, target);
        } catch (SSLException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /** Encrypts one record with bytes of {@code count} buffers. */
    SSLEngineResult wrap(ByteBuffer[] sources, int first, int count, ByteBuffer records) throws SSLException {
        try {
            return engine.wrap(sources, first, count, records);
        } catch (SSLException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /** Encrypts one record that the engine has to send by itself. */
    SSLEngineResult wrapOwn(ByteBuffer records) throws SSLException {
        return wrap(NOTHING, 0, 1, records);
    }

    /** Makes the engine say close-notify as its last record. */
    void closeOutbound() {
        engine.closeOutbound();
    }

    /** Returns whether the engine has failed. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Remembers a failure, if it is the first, and returns it. */
    <X extends SSLException> X failed(X thrown) {
        if (failure == null) {
            failure = thrown;
        }
        return thrown;
    }

    /** Returns the failure of an engine, or of one of its tasks, that has thrown something unexpected. */
    SSLException broken(Throwable thrown) {
        return failed(new SSLException("the TLS engine has failed: " + Failures.words(thrown)
                + "; close the connection, and report it to the maker of the engine", thrown));
    }

    /**
     * Checks that the engine has not failed.
     *
     * @throws SSLException if it has: a new exception of the same type and with the same message
     */
    void requireIntact() throws SSLException {
        SSLException first = failure;
        if (first != null) {
            String words = first.getMessage();
            SSLException again = switch (first) {
                case SSLHandshakeException _ -> new SSLHandshakeException(words);
                case SSLPeerUnverifiedException _ -> new SSLPeerUnverifiedException(words);
                case SSLProtocolException _ -> new SSLProtocolException(words);
                default -> new SSLException(words);
            };
            again.initCause(first);
            throw again;
        }
    }

    /** Returns the name that a client has asked for. Any thread. */
    static Optional<String> requestedName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Optional.of(host.getAsciiName());
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the certificates of the peer; empty if there are none. Any thread. */
    static List<Certificate> peerCertificates(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return engine.toString();
    }
}
