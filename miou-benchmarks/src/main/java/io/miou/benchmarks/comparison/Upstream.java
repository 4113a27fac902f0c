package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * The server behind a proxy, with a virtual thread for each connection. Any thread: it shares only a concurrent list of
 * connections and a semaphore.
 */
final class Upstream implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int MANY = 1024;
    private static final int ENOUGH_TO_FILL = 64;
    private static final int MILLIS_TO_CONNECT = 500;

    /** The handling of a connection; the connection is closed when it returns. */
    @FunctionalInterface
    interface Conduct {

        void serve(Socket connection) throws IOException;
    }

    private final ServerSocket listener;
    private final int port;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Semaphore heard = new Semaphore(0);

    private Upstream(int backlog) throws IOException {
        listener = new ServerSocket(0, backlog, LOOPBACK);
        port = listener.getLocalPort();
    }

    /** Creates an upstream that does not listen. */
    private Upstream(Socket bound) throws IOException {
        listener = new ServerSocket();
        connections.add(bound);
        port = bound.getLocalPort();
    }

    /** Accepts all connections. */
    static Upstream serving(Conduct conduct) throws IOException {
        Upstream upstream = new Upstream(MANY);
        Thread.ofVirtual().start(() -> upstream.accept(conduct));
        return upstream;
    }

    /** Sends everything back. */
    static Upstream echoing() throws IOException {
        return serving(connection -> connection.getInputStream().transferTo(connection.getOutputStream()));
    }

    /** Reserves a port without listening, so that connections to it are refused. */
    static Upstream refusing() throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(LOOPBACK, 0));
        return new Upstream(bound);
    }

    /** Listens but never accepts, and its backlog is full. */
    static Upstream deaf() throws IOException, UnavailableException {
        Upstream upstream = new Upstream(1);
        try {
            for (int i = 0; i < ENOUGH_TO_FILL; i++) {
                Socket filler = new Socket();
                upstream.connections.add(filler);
                filler.connect(upstream.listener.getLocalSocketAddress(), MILLIS_TO_CONNECT);
            }
        } catch (SocketTimeoutException e) {
            return upstream;
        }
        upstream.close();
        throw new UnavailableException("this system accepts for programs that do not");
    }

    /** Says a word to each client that connects, and ignores what it sends. */
    static Upstream greeting() throws IOException {
        return serving(connection -> {
            connection.getOutputStream().write('!');
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    /** Reads a byte and resets the connection in the middle of its answer. */
    static Upstream resetting() throws IOException {
        return serving(connection -> {
            if (connection.getInputStream().read() >= 0) {
                connection.getOutputStream().write('!');
                connection.setSoLinger(true, 0);
            }
        });
    }

    /** Reads and never answers; {@link #awaitHeard} waits for the first byte of a number of clients. */
    static Upstream silent() throws IOException {
        Upstream upstream = new Upstream(MANY);
        Thread.ofVirtual().start(() -> upstream.accept(connection -> {
            if (connection.getInputStream().read() >= 0) {
                upstream.heard.release();
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        }));
        return upstream;
    }

    int port() {
        return port;
    }

    /** Waits until this number of further clients has sent something to a silent upstream. */
    void awaitHeard(int clients) throws InterruptedException {
        heard.acquire(clients);
    }

    private void accept(Conduct conduct) {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection, conduct));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection, Conduct conduct) {
        try (connection) {
            conduct.serve(connection);
        } catch (IOException e) {
            // The proxy has gone.
        } finally {
            connections.remove(connection);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : new ArrayList<>(connections)) {
            connection.close();
        }
    }
}
