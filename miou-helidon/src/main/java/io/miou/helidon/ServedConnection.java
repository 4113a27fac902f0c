package io.miou.helidon;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.context.Context;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.miou.Miou;
import io.miou.RuleViolation;
import io.miou.TaskCancelled;
import io.miou.net.ByteStream;
import io.miou.net.TlsStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A client of the server, and the connection that Helidon sees. Confined to the client's task; the tasks of its
 * requests use the writer and what is final.
 */
final class ServedConnection implements ConnectionContext, ListenerContext {

    private final ServedSite site;
    private final StreamSocket socket;
    private final RequestTasks tasks;
    private final RequestReader requests;
    private final ConnectionWriter writer;
    private boolean readerGiven;

    private ServedConnection(ServedSite site, ByteStream stream, RequestTasks tasks) {
        this.site = site;
        this.tasks = tasks;
        this.socket = new StreamSocket(stream, Miou.self().name());
        this.writer = new ConnectionWriter(socket, tasks.over());
        this.requests = new RequestReader(site, socket, writer, tasks);
    }

    // The life of a client

    /** Serves a client until it goes, or the server stops. In the client's task. */
    static void handle(ServedSite site, ByteStream stream) throws Exception {
        try (RequestTasks tasks = new RequestTasks(stream, Miou.self().name())) {
            ServedConnection client = new ServedConnection(site, stream, tasks);
            try {
                client.handle(stream instanceof TlsStream tls ? tls.applicationProtocol() : Optional.empty());
            } finally {
                client.end();
            }
            tasks.throwViolation();
        }
    }

    private void handle(Optional<String> agreed) throws InterruptedException {
        try {
            Selection selection = new Selection(site.protocols(), requests.reader());
            Optional<ServerConnectionSelector> chosen = selection.choose(agreed);
            if (chosen.isEmpty()) {
                writer.writeNow(Farewell.answer(selection.isOtherHttp()
                        ? Status.HTTP_VERSION_NOT_SUPPORTED_505
                        : Status.BAD_REQUEST_400));
                return;
            }
            ServerConnection connection = chosen.get().connection(this);
            boolean http2 = chosen.get().supportedApplicationProtocols().contains(ServedSite.HTTP_2);
            requests.progress().identified(connection, http2);
            if (http2) {
                requests.http2Begins();
            }
            connection.handle(site.requests());
        } catch (ServerConnectionException e) {
            // The connection broke.
            throw e;
        } catch (CloseConnectionException e) {
            // An end in order, unless a cancelled request had begun its answer.
            rethrowCancellation(e);
        } catch (RequestException e) {
            // Before the protocol was known: its own exceptions of this kind are answered by HTTP/1.1.
            writer.writeNow(Farewell.answer(e.status()));
        } catch (DataReader.InsufficientDataAvailableException e) {
            // The client went before it said what it speaks.
        }
    }

    private void end() {
        try {
            requests.endOutput();
        } finally {
            writer.close();
        }
    }

    private static void rethrowCancellation(CloseConnectionException ended) {
        if (ended.getCause() instanceof TaskCancelled cancelled) {
            throw cancelled;
        }
    }

    // What Helidon asks

    /** How far the request of this connection has come. */
    RequestProgress progress() {
        return requests.progress();
    }

    /** The streams of HTTP/2 that the client has reset. */
    StreamResets resets() {
        return requests.resets();
    }

    /** Notes that a request has broken a rule. */
    void ruleBroken(RuleViolation violation) {
        tasks.ruleBroken(violation);
    }

    @Override
    public DataReader dataReader() {
        if (readerGiven) {
            requests.progress().switched();
            if (requests.progress().isHttp2()) {
                requests.http2Begins();
            }
        }
        readerGiven = true;
        return requests.reader();
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ExecutorService executor() {
        return tasks;
    }

    @Override
    public Router router() {
        return site.router();
    }

    @Override
    public ListenerContext listenerContext() {
        return this;
    }

    @Override
    public HelidonSocket serverSocket() {
        return socket;
    }

    @Override
    public PeerInfo remotePeer() {
        return socket.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return socket.localPeer();
    }

    @Override
    public boolean isSecure() {
        return socket.isSecure();
    }

    @Override
    public String socketId() {
        return socket.socketId();
    }

    @Override
    public String childSocketId() {
        return socket.childSocketId();
    }

    @Override
    public Context context() {
        return site.context();
    }

    @Override
    public MediaContext mediaContext() {
        return site.media();
    }

    @Override
    public ContentEncodingContext contentEncodingContext() {
        return site.encodings();
    }

    @Override
    public DirectHandlers directHandlers() {
        return site.directHandlers();
    }

    @Override
    public ListenerConfig config() {
        return site.config();
    }

    @Override
    public String toString() {
        return "connection of " + socket.childSocketId();
    }
}
