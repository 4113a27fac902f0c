package io.miou.helidon;

import io.helidon.common.Builder;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.Routing;
import io.helidon.webserver.spi.ServerFeature;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.Tls;
import io.miou.os.Signals;
import io.miou.sync.Latch;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * A server for HTTP/1.1, HTTP/2 and WebSocket: Helidon's routing and protocols on a {@link Server}. Immutable: each
 * method returns a new one, and one object may serve several times. Any thread may make one; {@link #serve} is for a
 * fiber.
 *
 * {@snippet :
 * HelidonServer.at("127.0.0.1", 8080).signals("INT", "TERM")
 *         .routing(HttpRouting.builder().get("/", (request, response) -> response.send("hello"))).serve();
 * }
 *
 * <p><b>Tasks.</b> Each connection is a task that is named after the client's address. Handlers of HTTP/1.1 and
 * WebSocket run in it. Each request of HTTP/2 is a child of it, on the same domain. So a handler may use everything of
 * Miou, as any task, and code that blocks belongs into {@link io.miou.Miou#blocking}. What a handler throws is answered
 * with status 500, as on Helidon's own sockets; a rule that it breaks ends its client alone (rule 24).
 *
 * <p><b>Cancellation.</b> If the task of a connection is cancelled, so are its requests. If an HTTP/2 client closes the
 * connection, its requests are cancelled.
 *
 * <p><b>Stop.</b> The server stops as {@link Server} does. A request that is being handled gets its answer, and may
 * take the {@linkplain #grace grace} for it. A client without a request ends at once; one of HTTP/2 gets
 * GOAWAY first, and one of WebSocket status 1001.
 *
 * <p><b>Limits.</b> A client that begins a request has {@link #requestHead} to send its head, and gets status 408
 * otherwise. The size of heads and bodies is limited by Helidon's own configuration: see {@link #listener}.
 */
public final class HelidonServer {

    private final Server server;
    private final HelidonChoices choices;

    private HelidonServer(Server server, HelidonChoices choices) {
        this.server = server;
        this.choices = choices;
    }

    /**
     * Chooses the addresses to serve.
     *
     * @param addresses internet addresses, which may be unresolved, or {@link java.net.UnixDomainSocketAddress}; with
     *        port 0 the operating system chooses a port, see {@link #listening}
     * @return a server that answers each request with status 404, until it has a {@link #routing}
     * @throws IllegalArgumentException if there is no address
     */
    public static HelidonServer at(SocketAddress... addresses) {
        return new HelidonServer(Server.at(addresses), HelidonChoices.standard());
    }

    /**
     * Chooses a port to serve. Otherwise the same as {@link #at(SocketAddress...)}.
     *
     * @param port a port number; with 0 the operating system chooses one
     * @return a server
     * @throws IllegalArgumentException if it is not a port number
     */
    public static HelidonServer at(int port) {
        return new HelidonServer(Server.at(port), HelidonChoices.standard());
    }

    /**
     * Chooses a host of this machine and a port to serve. Otherwise the same as {@link #at(SocketAddress...)}.
     *
     * @param host a name or a literal address
     * @param port a port number; with 0 the operating system chooses one
     * @return a server
     * @throws IllegalArgumentException if it is not a port number
     */
    public static HelidonServer at(String host, int port) {
        return new HelidonServer(Server.at(host, port), HelidonChoices.standard());
    }

    // What it serves

    /**
     * Adds routings: {@code HttpRouting.builder()} for HTTP, {@code WsRouting.builder()} for WebSocket. They are built
     * when the server starts to serve. What this method was given before stays.
     *
     * @param routings builders that are not built yet, at most one of each kind
     * @return a server with these routings
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final HelidonServer routing(Builder<?, ? extends Routing>... routings) {
        List<Builder<?, ? extends Routing>> added = List.of(routings);
        return with(choices.withRoutings(added));
    }

    /**
     * Adds features of Helidon, such as its observability endpoints. They are set up when the server starts to serve.
     *
     * @param features change the routing or the configuration of the default socket
     * @return a server with these features
     */
    public HelidonServer features(ServerFeature... features) {
        List<ServerFeature> added = List.of(features);
        return with(choices.withFeatures(added));
    }

    /**
     * Changes Helidon's configuration of a listener: protocols ({@code Http1Config}, {@code Http2Config}), media,
     * encodings, the largest body, the most requests at once. What belongs to sockets has no effect: address, backlog,
     * options, TLS, connections at once, timeouts, queues of writes.
     *
     * @param change changes the builder; called when the server starts to serve, after the changes chosen before
     * @return a server with this change
     */
    public HelidonServer listener(Consumer<? super ListenerConfig.Builder> change) {
        Objects.requireNonNull(change, "change");
        return with(choices.withListener(change));
    }

    // How it serves

    /**
     * Encrypts all connections. The protocol is negotiated (ALPN): HTTP/2 or HTTP/1.1, unless the settings name
     * {@linkplain Tls#applicationProtocols protocols} of their own.
     *
     * @param tls the certificate and the key of the server, and other settings
     * @return a server that speaks TLS only
     */
    public HelidonServer tls(Tls tls) {
        Objects.requireNonNull(tls, "tls");
        return with(choices.withTls(tls));
    }

    /**
     * Encrypts all connections. Otherwise the same as {@link #tls(Tls)}.
     *
     * @param context the certificate and the key of the server
     * @return a server that speaks TLS only
     */
    public HelidonServer tls(SSLContext context) {
        return tls(Tls.of(context));
    }

    /**
     * Limits how many clients are served at once; see {@link Server#clients}.
     *
     * @param most 1 or more
     * @return a server with this limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public HelidonServer clients(int most) {
        return new HelidonServer(server.clients(most), choices);
    }

    /**
     * Limits how long a client may be without a request: in HTTP/1.1 between two requests, in HTTP/2 without an open
     * stream, in WebSocket without a message. Then its connection is closed. There is no limit by default.
     *
     * @param limit more than zero
     * @return a server with this limit
     * @throws IllegalArgumentException if it is zero or negative
     */
    public HelidonServer idle(Duration limit) {
        return with(choices.withIdle(limit));
    }

    /**
     * Limits how long a client of HTTP/1.1 may take from the first byte of a request to the end of its headers. Then it
     * gets status 408, and its connection is closed. The default is 10 seconds.
     *
     * @param limit more than zero
     * @return a server with this limit
     * @throws IllegalArgumentException if it is zero or negative
     */
    public HelidonServer requestHead(Duration limit) {
        return with(choices.withRequestHead(limit));
    }

    /**
     * Chooses how long requests may take to finish after a stop; see {@link Server#grace}.
     *
     * @param limit zero or more
     * @return a server with this grace
     * @throws IllegalArgumentException if it is negative
     */
    public HelidonServer grace(Duration limit) {
        return new HelidonServer(server.grace(limit), choices);
    }

    /**
     * Chooses signals of the operating system that stop it; see {@link Server#signals}.
     *
     * @param names without SIG, such as {@code "INT"} and {@code "TERM"}
     * @return a server with these signals
     */
    public HelidonServer signals(String... names) {
        Server changed = server.signals(names);
        List<String> all = List.of(names);
        return new HelidonServer(changed, choices.withSignals(all));
    }

    /**
     * Chooses a latch that stops it; see {@link Server#stop}.
     *
     * @param latch stops the server when it opens
     * @return a server with this latch
     */
    public HelidonServer stop(Latch latch) {
        Server changed = server.stop(latch);
        return new HelidonServer(changed, choices.withStop(latch));
    }

    /**
     * Chooses an action that gets each failure of a connection; see {@link Server#failed}. Requests that Helidon
     * answers with an error are no failures.
     *
     * @param action gets the peer's address and the failure
     * @return a server with this action
     */
    public HelidonServer failed(BiConsumer<? super SocketAddress, ? super Throwable> action) {
        return new HelidonServer(server.failed(action), choices);
    }

    /**
     * Chooses an action that gets each address once the server listens there; see {@link Server#listening}.
     *
     * @param action gets the address
     * @return a server with this action
     */
    public HelidonServer listening(Consumer<? super SocketAddress> action) {
        return new HelidonServer(server.listening(action), choices);
    }

    /**
     * Listens and serves clients. Suspends until the server was stopped and the last client has ended. A cancellation
     * of the caller, or the end of a scope around this call, cancels all clients and their requests at once.
     *
     * @return how the clients ended
     * @throws java.net.BindException if an address is in use, or does not belong to this machine
     * @throws IOException if it cannot listen for another reason
     * @throws IllegalArgumentException if there is no such signal, or it cannot be handled
     * @throws UnsupportedOperationException if the run's backend has no sockets: the message names the artifact to add;
     *         or if this Java runtime has no signals
     * @throws io.miou.TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public ServeReport serve() throws IOException {
        ServedSite site = new ServedSite(choices);
        List<Signals> signals = new ArrayList<>();
        Latch latch = choices.stop();
        Runnable forget = latch == null ? () -> {
            // There is no latch.
        } : latch.onOpen(site::stop);
        try {
            // Before the server's own: it must be known that the server stops when its clients notice.
            for (String name : choices.signals()) {
                signals.add(Signals.on(name, site::stop));
            }
            site.start();
            Tls tls = site.tls();
            return (tls == null ? server : server.tls(tls)).serve(client -> ServedConnection.handle(site, client));
        } finally {
            forget.run();
            signals.forEach(Signals::close);
            site.end();
        }
    }

    private HelidonServer with(HelidonChoices changed) {
        return new HelidonServer(server, changed);
    }

    @Override
    public String toString() {
        return (choices.tls() == null ? "HTTP " : "HTTPS ") + server;
    }
}
