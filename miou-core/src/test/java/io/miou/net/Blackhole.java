package io.miou.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address where a connect stays pending: a listener whose backlog is full, which drops further requests on Linux.
 * Where the system does something else, the test is skipped.
 */
final class Blackhole implements AutoCloseable {

    private static final int MOST = 50;
    private static final int PATIENCE_MILLIS = 100;

    private final ServerSocketChannel listener;
    private final List<SocketChannel> fillers = new ArrayList<>();

    private Blackhole() throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
    }

    static Blackhole open() throws IOException {
        Blackhole hole = new Blackhole();
        try {
            boolean full = false;
            for (int i = 0; i < MOST && !full; i++) {
                full = !hole.fill();
            }
            assumeTrue(full, "here, a full backlog does not leave connects pending");
            return hole;
        } catch (Throwable e) {
            hole.close();
            throw e;
        }
    }

    /** Opens one more connection; returns false if it stays pending. */
    private boolean fill() throws IOException {
        SocketChannel filler = SocketChannel.open();
        fillers.add(filler);
        filler.configureBlocking(false);
        filler.connect(address());
        for (int waited = 0; waited < PATIENCE_MILLIS && !filler.finishConnect(); waited++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return filler.isConnected();
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) listener.getLocalAddress();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes room: the system repeats the requests that it has dropped, and they succeed. */
    void drain() throws IOException {
        fillers.forEach(Blackhole::closeQuietly);
        listener.configureBlocking(false);
        for (SocketChannel accepted = listener.accept(); accepted != null; accepted = listener.accept()) {
            accepted.close();
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        fillers.forEach(Blackhole::closeQuietly);
        listener.close();
    }
}
