package io.miou.net;

import io.miou.Miou;
import io.miou.Ownership;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS over another stream: encrypted bytes in both directions, and a peer that has proved its name.
 *
 * {@snippet :
 * try (TlsStream stream = TlsStream.client(TcpStream.connect("example.org", 443), context, "example.org", 443)) {
 *     stream.write("GET / HTTP/1.0\r\nHost: example.org\r\n\r\n".getBytes(UTF_8));
 *     byte[] answer = stream.inputStream().readAllBytes();
 * }
 * }
 *
 * <p>The stream takes over its transport: use the transport through the stream only, which closes it. The two are one
 * resource with one owner. So give, lend and transfer the stream as any other.
 *
 * <p>The first read, write or {@link #handshake} does the handshake, and so does {@link #awaitReadable}. A handshake,
 * read or write that was cancelled, or whose limit has expired, can be repeated: nothing that has come is lost (rule
 * 9).
 *
 * <p>A write that is cancelled may have encrypted more than the transport took. The position of its buffer counts those
 * bytes as sent. The next write, {@link #shutdownOutput} or {@link #close} sends them first. So repeat a write that was
 * cut also if its buffer has nothing left, before you wait for an answer.
 *
 * <p>A peer ends its output with close-notify, and a read then returns -1. Before TLS 1.3 that ends this side's output
 * too, and a later write throws {@link ClosedChannelException}. The end is authenticated, so it is true even after a
 * write has failed. If the transport ends without it, bytes may be missing, and each read throws {@link SSLException}
 * (rule 30). A failure of the encryption itself, such as a record that was changed, is thrown by each later read and
 * write.
 *
 * <p>The private-key operations of a handshake run on {@linkplain Miou#blocking blocking} threads. A peer that begins
 * another handshake in TLS 1.2 (renegotiation) is refused. Key updates of TLS 1.3 need nothing.
 *
 * <p>A stream whose task fails is closed without close-notify, so its peer does not take the bytes it has for all.
 *
 * @since 0.1.0
 */
public final class TlsStream implements ByteStream {

    private final TlsConnection connection;
    private final TlsContent content;

    /** The way of reads and writes: the content, or for the client of a server its {@link ServedStream}. */
    private final ByteStream front;

    private TlsStream(ByteStream transport, SSLEngine engine, Tls tls) {
        this.connection = new TlsConnection(transport, engine, tls);
        this.content = new TlsContent(transport, connection);
        this.front = content;
    }

    /** Creates the stream of a server's client. */
    private TlsStream(TcpStream transport, SSLEngine engine, Tls tls, RequestWait wait, ConnectionFailure failure) {
        this.connection = new TlsConnection(transport, engine, tls);
        this.content = new TlsContent(transport, connection);
        this.front = new ServedStream(content, target -> content.readNow(target, transport::readNow), wait, failure);
    }

    /**
     * Makes the client's end of a connection. The certificate of the server must be for the host, which is also the
     * name that the client asks for (SNI). Never suspends.
     *
     * @param transport connected, and not used yet; if this throws, it is still the caller's
     * @param tls the settings
     * @param host the name or address of the server
     * @param port the port of the server; with the host, the key of sessions that can be resumed
     * @return the stream, with the owner of the transport
     * @throws IllegalArgumentException if the engine refuses the settings, or it is no port of a server
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed the transport (rule 27)
     * @throws IllegalStateException outside a fiber; if the transport is in another such stream already
     */
    public static TlsStream client(ByteStream transport, Tls tls, String host, int port) {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port of a server cannot be " + port + "; choose 1 to 65535");
        }
        Task<?> _ = Task.current();
        takeOver(transport);
        return new TlsStream(transport, tls.clientEngine(host, port), tls);
    }

    /**
     * Makes the client's end of a connection with the default settings. Otherwise the same as
     * {@link #client(ByteStream, Tls, String, int)}.
     *
     * @param transport connected, and not used yet; if this throws, it is still the caller's
     * @param context the trusted certificates, and the client's own if it has one
     * @param host the name or address of the server
     * @param port the port of the server
     * @return the stream, with the owner of the transport
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed the transport (rule 27)
     * @throws IllegalStateException outside a fiber; if the transport is in another such stream already
     * @throws IllegalArgumentException if the engine refuses the settings, or it is no port of a server
     */
    public static TlsStream client(ByteStream transport, SSLContext context, String host, int port) {
        return client(transport, Tls.of(context), host, port);
    }

    /**
     * Makes the server's end of a connection. Never suspends.
     *
     * @param transport connected, and not used yet; if this throws, it is still the caller's
     * @param tls the settings
     * @return the stream, with the owner of the transport
     * @throws IllegalArgumentException if the engine refuses the settings
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed the transport (rule 27)
     * @throws IllegalStateException outside a fiber; if the transport is in another such stream already
     */
    public static TlsStream server(ByteStream transport, Tls tls) {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(tls, "tls");
        Task<?> _ = Task.current();
        takeOver(transport);
        return new TlsStream(transport, tls.serverEngine(), tls);
    }

    /** Makes the stream of a server's client, whose wait for a request the server ends. */
    static TlsStream served(TcpStream transport, Tls tls, RequestWait wait, ConnectionFailure failure) {
        return new TlsStream(transport, tls.serverEngine(), tls, wait, failure);
    }

    private static void takeOver(ByteStream transport) {
        transport.check();
        OwnershipState.of(transport).requireNotWrapped(transport);
        if (OwnershipState.of(transport).owner() == null) {
            // A stream of the JDK that was made outside a fiber.
            ByteStream _ = transport.adopt();
        }
    }

    /**
     * Makes the server's end of a connection with the default settings. Otherwise the same as
     * {@link #server(ByteStream, Tls)}.
     *
     * @param transport connected, and not used yet; if this throws, it is still the caller's
     * @param context the certificate and the key of the server
     * @return the stream, with the owner of the transport
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed the transport (rule 27)
     * @throws IllegalStateException outside a fiber; if the transport is in another such stream already
     * @throws IllegalArgumentException if the engine refuses the settings
     */
    public static TlsStream server(ByteStream transport, SSLContext context) {
        return server(transport, Tls.of(context));
    }

    /**
     * Does the handshake; returns at once if it is done. Suspends for the peer, for the engine's tasks on
     * {@linkplain Miou#blocking blocking} threads, and while another task does it. A cancelled handshake goes on at the
     * next call.
     *
     * @return this
     * @throws javax.net.ssl.SSLHandshakeException if both sides do not agree, the peer is not trusted, or the
     *         {@linkplain Tls#handshakeLimit limit} has passed; each later operation fails too
     * @throws IOException if the transport is broken
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    public TlsStream handshake() throws IOException {
        content.handshake();
        return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return front.read(target);
    }

    /**
     * Suspends until a read would not wait: bytes have come, or the stream has ended or failed. Does the handshake if
     * it is not done. A stream that waits here has no buffer.
     *
     * @throws IOException if the handshake fails, or the transport is broken
     * @throws java.nio.channels.ReadPendingException if another task is reading (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; nothing was read then
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    @Override
    public void awaitReadable() throws IOException {
        front.awaitReadable();
    }

    @Override
    public int available() {
        return front.available();
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        front.write(source);
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        front.write(sources);
    }

    /**
     * Ends the output with close-notify: the peer reads the end of the stream after the last byte. Reading goes on.
     * Does the handshake first if it is not done. Then it suspends, at most a second, for a peer that reads nothing,
     * also in a cancelled task.
     *
     * <p>While another task is writing, this only prepares the close-notify. That task sends it after the bytes that
     * are encrypted already, and its write then throws {@link ClosedChannelException}.
     *
     * @throws IOException if the handshake fails
     * @throws io.miou.TaskCancelled if the caller is cancelled before the handshake is done; nothing was ended then
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    @Override
    public void shutdownOutput() throws IOException {
        front.shutdownOutput();
    }

    /**
     * Sends close-notify and closes the transport. Waits at most a second for a peer that reads nothing; never for its
     * close-notify. Otherwise the same as {@link ByteStream#close()}.
     *
     * <p>A server of TLS 1.3 sends session tickets, which a client takes in with its next read. If a client only writes
     * and then closes, the system resets the connection because of them, and the server may lose the last bytes. To
     * make them arrive: call {@link #shutdownOutput}, read until -1, then close.
     *
     * @throws io.miou.NotOwnerError if the current task has never owned it
     * @throws IllegalStateException outside a fiber
     */
    @Override
    public void close() {
        front.close();
    }

    /**
     * {@return the protocol that both sides have agreed on (ALPN), such as {@code h2}; empty if they have not}
     * Any thread.
     *
     * @throws IllegalStateException before the {@link #handshake} is done
     */
    public Optional<String> applicationProtocol() {
        return agreement().applicationProtocol();
    }

    /**
     * {@return the name of the server that the client has asked for (SNI); empty if it has asked for none} Any thread.
     *
     * @throws IllegalStateException before the {@link #handshake} is done
     */
    public Optional<String> serverName() {
        return TlsEngine.requestedName(session());
    }

    /**
     * {@return the certificates of the peer, its own first; empty if it has sent none} Any thread.
     *
     * @throws IllegalStateException before the {@link #handshake} is done
     */
    public List<Certificate> peerCertificates() {
        return TlsEngine.peerCertificates(session());
    }

    /**
     * {@return the session: protocol, cipher suite, certificates} Any thread.
     *
     * @throws IllegalStateException before the {@link #handshake} is done
     */
    public SSLSession session() {
        return agreement().session();
    }

    private TlsConnection.Agreement agreement() {
        TlsConnection.Agreement agreed = connection.agreement();
        if (agreed == null) {
            throw new IllegalStateException(
                    "nothing is agreed on in " + this + " yet; call handshake() before you ask");
        }
        return agreed;
    }

    @Override
    public Optional<SocketAddress> peerAddress() {
        return content.peerAddress();
    }

    @Override
    public Optional<SocketAddress> ownAddress() {
        return content.ownAddress();
    }

    @Override
    public Ownership ownership() {
        return content.ownership();
    }

    @Override
    public void check() {
        content.check();
    }

    @Override
    public void disown() {
        content.disown();
    }

    @Override
    public TlsStream adopt() {
        ByteStream _ = content.adopt();
        return this;
    }

    @Override
    public TlsStream transfer() {
        ByteStream _ = content.transfer();
        return this;
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
