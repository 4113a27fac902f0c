package io.miou.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted connection of a {@link TlsWire}, which lends its buffers for each call. Between two calls it has only
 * the bytes that could not be used yet.
 */
final class TlsClient {

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final SocketChannel channel;
    private final SelectionKey key;
    private final SSLEngine engine;
    private final ClientEngines engines;

    /** Encrypted bytes that have come, a part of a record. */
    private @Nullable ByteBuffer received;

    /** Encrypted bytes that the system did not take. */
    private @Nullable ByteBuffer unsent;

    /** The content that waits for the end of the handshake. */
    private @Nullable ByteBuffer waiting;

    TlsClient(InetSocketAddress server, Selector selector, int number, ClientEngines engines) throws IOException {
        this.engines = engines;
        channel = SocketChannel.open(server).setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, number);
        engine = engines.create();
        engine.beginHandshake();
    }

    /** Takes content, which is sent after the handshake. Returns whether it could. */
    boolean send(ByteBuffer content, ByteBuffer net) throws IOException {
        if (waiting != null || !flush()) {
            return false;
        }
        waiting = content;
        goOn(net);
        return true;
    }

    /** Sends what the handshake needs, and the content behind it. */
    private void goOn(ByteBuffer net) throws IOException {
        for (;;) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING, net);
            } else if (status == HandshakeStatus.NOT_HANDSHAKING && waiting != null) {
                while (waiting.hasRemaining()) {
                    wrap(new ByteBuffer[]{waiting}, net);
                }
                waiting = null;
            } else {
                return;
            }
        }
    }

    private void wrap(ByteBuffer[] sources, ByteBuffer net) throws IOException {
        SSLEngineResult result = engine.wrap(sources, net.clear());
        if (result.getStatus() != Status.OK && result.getStatus() != Status.CLOSED) {
            throw new IOException("the client's engine says " + result);
        }
        net.flip();
        if (flush()) {
            int _ = channel.write(net);
        }
        if (net.hasRemaining()) {
            ByteBuffer before = unsent == null ? ByteBuffer.allocate(0) : unsent;
            unsent = ByteBuffer.allocate(before.remaining() + net.remaining()).put(before).put(net).flip();
        }
    }

    private boolean flush() throws IOException {
        if (unsent != null) {
            int _ = channel.write(unsent);
            unsent = unsent.hasRemaining() ? unsent : null;
        }
        return unsent == null;
    }

    /** Decrypts what has come, and goes on with the handshake. Returns the number of bytes; -1 at the end. */
    int receive(ByteBuffer target, ByteBuffer net) throws IOException {
        net.clear();
        if (received != null) {
            net.put(received);
            received = null;
        }
        int start = target.position();
        int count = channel.read(net);
        net.flip();
        boolean again = true;
        while (again) {
            SSLEngineResult result = engine.unwrap(net, target);
            again = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
                again = true;
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                throw new IOException("the client's engine says " + result);
            }
        }
        if (net.hasRemaining()) {
            received = ByteBuffer.allocate(net.remaining()).put(net).flip();
        }
        goOn(net);
        return count < 0 && target.position() == start ? -1 : target.position() - start;
    }

    /** Says close-notify and leaves the connection to {@link TlsWire}, which reads until the server has closed it. */
    void retire(ByteBuffer net) throws IOException {
        engine.closeOutbound();
        wrap(NOTHING, net);
        channel.shutdownOutput();
        key.attach(TlsWire.RETIRED);
        engines.release(engine);
    }

    /** Cuts the connection. */
    void close() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0).close();
        engines.release(engine);
    }
}
