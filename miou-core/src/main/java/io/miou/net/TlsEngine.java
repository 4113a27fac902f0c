package io.miou.net;

import io.miou.task.Failures;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
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

    private static final ByteBuffer[] NOTHING = {};

    private final SSLEngine engine;

    @Nullable
    private SSLException failure;

    TlsEngine(SSLEngine engine) {
        this.engine = engine;
    }

    SSLEngine engine() {
        return engine;
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
        return wrap(NOTHING, 0, 0, records);
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
