package io.miou.net;

import io.miou.support.Arguments;
import io.miou.sync.Latch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * A server: accepts clients and runs a handler for each, in a task of its own, until it is stopped. Immutable: each
 * method returns a new one, and one object may serve several times. Any thread may make one; {@link #serve} is for a
 * fiber.
 *
 * {@snippet :
 * ServeReport report = Server.at("127.0.0.1", 7000).signals("INT", "TERM").serve(client -> {
 *     byte[] bytes = new byte[8192];
 *     for (int count = client.read(bytes); count >= 0; count = client.read(bytes)) {
 *         client.write(bytes, 0, count);
 *     }
 * });
 * }
 *
 * <p><b>Domains.</b> On Linux each domain has a listener, all on one shared port, and serves the clients that it
 * accepts. Elsewhere, and in the Unix domain, one task accepts and gives each client to the domain with the fewest
 * clients. The domain of {@code serve} takes part, and so does each domain of the pool.
 *
 * <p><b>Failures.</b> What a handler throws ends its client alone and is reported to {@link #failed}. So is a rule that
 * it breaks, whatever the policy of the run is (rule 24). A failure to accept does not end the server.
 *
 * <p><b>Stop.</b> A {@linkplain #stop latch} or a {@linkplain #signals signal} stops it in order:
 * <ol>
 * <li>It accepts no more clients.
 * <li>A client that waits for a request ends at once: its handler reads the end of the stream. Such a client has sent
 * nothing that was read since the last write to it, or since it was accepted. If bytes have come by then, they are
 * read first, and are answered. Bytes of the next request that were read together with the last one do not count. Such
 * a handler has five seconds to leave, also if the grace is shorter.
 * <li>All others have the {@linkplain #grace grace} to finish. Then their handlers are cancelled, and they count as
 * {@linkplain ServeReport#cut() cut}. A signal that comes while the server is stopping ends the grace.
 * </ol>
 *
 * @since 0.1.0
 */
public final class Server {

    /** The code for one client. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Serves a client, in a task of its own that is named after the client's address. The server closes the stream
         * after the handler has ended, unless the handler has given it to another task or disowned it. The handler need
         * not close it. After a failure it closes the stream too, of {@linkplain #tls TLS} without a close-notify. The
         * handler cannot {@linkplain io.miou.Resource#transfer transfer} resources: the server takes none.
         *
         * @param client owned by the current task; a {@link TlsStream} if the server {@linkplain #tls encrypts}
         * @throws Exception if it fails; that ends this client alone
         */
        void handle(ByteStream client) throws Exception;
    }

    private final ServerChoices choices;

    private Server(ServerChoices choices) {
        this.choices = choices;
    }

    /**
     * Chooses the addresses to serve.
     *
     * @param addresses internet addresses, which may be unresolved, or {@link java.net.UnixDomainSocketAddress}; with
     *        port 0 the operating system chooses a port, see {@link #listening}
     * @return a server without a limit on its clients, with a grace of 10 seconds
     * @throws IllegalArgumentException if there is no address
     */
    public static Server at(SocketAddress... addresses) {
        List<SocketAddress> all = Arguments.listOf(addresses, "addresses");
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a server without an address: give one, with port 0 for any port");
        }
        return new Server(ServerChoices.standard(all));
    }

    /**
     * Chooses a port to serve, of the addresses that {@link TcpListener#bind(int)} binds. Otherwise the same as
     * {@link #at(SocketAddress...)}.
     *
     * @param port a port number; with 0 the operating system chooses one
     * @return a server
     * @throws IllegalArgumentException if it is not a port number
     */
    public static Server at(int port) {
        return at(TcpListener.localAddress(port));
    }

    /**
     * Chooses a host of this machine and a port to serve. Otherwise the same as {@link #at(SocketAddress...)}.
     *
     * @param host a name or a literal address
     * @param port a port number; with 0 the operating system chooses one
     * @return a server
     * @throws IllegalArgumentException if it is not a port number
     */
    public static Server at(String host, int port) {
        return at(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Limits how many clients are served at once, by all listeners together. Further clients wait until one has ended:
     * in the backlog of the system, and one for each listener already accepted.
     *
     * @param most 1 or more
     * @return a server with this limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public Server clients(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a server for " + most + " clients; choose 1 or more");
        }
        return new Server(choices.withClients(most));
    }

    /**
     * Limits how long a client may wait for a request. The handler then reads the end of the stream, as at a stop. A
     * client in the middle of a request is not limited: use {@link io.miou.Miou#timeout} in the handler for that.
     *
     * @param limit more than zero
     * @return a server with this limit
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Server idle(Duration limit) {
        if (Arguments.nanos(limit, "limit") <= 0) {
            throw new IllegalArgumentException("clients cannot be idle for " + limit + "; choose more than zero");
        }
        return new Server(choices.withIdle(limit));
    }

    /**
     * Encrypts all connections. The client that a handler gets is a {@link TlsStream} whose handshake is done: ask it
     * for the protocol, the server's name and the certificates of the client.
     *
     * <p>Each client does its handshake in its own task, within the {@linkplain Tls#handshakeLimit limit} from its
     * acceptance on, and counts towards the limit on clients meanwhile. A handshake that does not succeed ends that
     * client alone: {@link #failed} gets a {@link ClientHandshakeException}, or a {@link ClientResetException} if the
     * connection broke or ended.
     *
     * <p>At a stop, a client that has sent nothing yet ends at once and counts as {@linkplain ServeReport#refused()
     * refused}. A handshake that has begun goes on, within its limit and the grace. The end of a client that waits for
     * a request is a close-notify. A handler that fails or is cut ends without one, so its client does not take what it
     * got for all. A request begins when its first record has come.
     *
     * @param settings of the connections
     * @return a server with encryption
     */
    public Server tls(Tls settings) {
        Objects.requireNonNull(settings, "settings");
        return new Server(choices.withTls(settings));
    }

    /**
     * Encrypts all connections, with the default settings. Otherwise the same as {@link #tls(Tls)}.
     *
     * @param context the certificate and the key of the server
     * @return a server with encryption
     */
    public Server tls(SSLContext context) {
        return tls(Tls.of(context));
    }

    /**
     * Chooses how long clients in the middle of a request may take to finish after a stop.
     *
     * @param limit zero or more
     * @return a server with this grace
     * @throws IllegalArgumentException if it is negative
     */
    public Server grace(Duration limit) {
        if (Arguments.nanos(limit, "limit") < 0) {
            throw new IllegalArgumentException("a grace of " + limit + "; choose zero or more");
        }
        return new Server(choices.withGrace(limit));
    }

    /**
     * Chooses signals of the operating system that stop it. One that comes while it is stopping ends it at once. While
     * it serves, the JVM's own reaction to these signals is off.
     *
     * @param names without SIG, such as {@code "INT"} and {@code "TERM"}
     * @return a server with these signals
     */
    public Server signals(String... names) {
        List<String> all = Arguments.listOf(names, "names").stream().distinct().toList();
        return new Server(choices.withSignals(all));
    }

    /**
     * Chooses a latch that stops it. Any thread may open the latch; if it is open already, {@link #serve} listens and
     * stops.
     *
     * @param latch stops the server when it opens
     * @return a server with this latch
     */
    public Server stop(Latch latch) {
        Objects.requireNonNull(latch, "latch");
        return new Server(choices.withStop(latch));
    }

    /**
     * Chooses an action that gets each failure with the address of the client. It runs in a child of the task that
     * serves, for one failure after the other. It may suspend; clients that have failed count towards the limit until
     * their failure was handled. What it throws is logged.
     *
     * <p>If the connection of a client broke, the action gets a {@link ClientResetException}. If the handshake of
     * {@linkplain #tls TLS} did not succeed, it gets a {@link ClientHandshakeException}. Without an action, failures
     * are logged as warnings, and broken connections at level DEBUG.
     *
     * @param action gets the peer's address and what the handler threw
     * @return a server with this action
     */
    public Server failed(BiConsumer<? super SocketAddress, ? super Throwable> action) {
        Objects.requireNonNull(action, "action");
        return new Server(choices.withFailed(action));
    }

    /**
     * Chooses an action that gets each address once the server listens there, with the port that the operating system
     * chose. It runs in the task that serves. What it throws ends the server.
     *
     * @param action gets the address
     * @return a server with this action
     */
    public Server listening(Consumer<? super SocketAddress> action) {
        Objects.requireNonNull(action, "action");
        return new Server(choices.withListening(action));
    }

    /**
     * Listens and serves clients. Suspends until the server was stopped and the last client has ended.
     *
     * <p>A cancellation of the caller, or the end of a scope around this call, cancels all clients at once. Nothing is
     * left after this method, however it ends: no task, no listener, no connection.
     *
     * @param handler runs for each client; on every domain, so also at the same time for several clients
     * @return how the clients ended
     * @throws java.net.BindException if an address is in use, or does not belong to this machine
     * @throws IOException if it cannot listen for another reason
     * @throws IllegalArgumentException if there is no such signal, or it cannot be handled
     * @throws UnsupportedOperationException if the run's backend has no sockets: the message names the artifact to add;
     *         or if this Java runtime has no signals
     * @throws io.miou.TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public ServeReport serve(Handler handler) throws IOException {
        Objects.requireNonNull(handler, "handler");
        return new Serving(choices, handler).serve();
    }

    /** Returns a server with one acceptor for all domains, as where the system does not spread connections. */
    Server withOneAcceptor() {
        return new Server(choices.withOneAcceptor());
    }

    @Override
    public String toString() {
        return "server at " + String.join(", ", choices.addresses().stream().map(Addresses::words).toList());
    }
}
