package io.miou.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The client of the echo benchmarks: one thread and a selector, a message under way on each connection at any time. */
final class EchoLoad implements AutoCloseable {

    private static final int SIZE = 64;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> connections = new ArrayList<>();
    private final ByteBuffer message = ByteBuffer.allocateDirect(SIZE);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(SIZE);

    EchoLoad(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel connection = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            connection.configureBlocking(false);
            connection.register(selector, SelectionKey.OP_READ);
            connections.add(connection);
            send(connection);
        }
    }

    private void send(SocketChannel connection) throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            connection.write(message);
        }
    }

    /** Receives so many answers and sends the next message after each. */
    void exchange(int messages) throws IOException {
        int left = messages;
        while (left > 0) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                SocketChannel connection = (SocketChannel) key.channel();
                answer.clear();
                int count = connection.read(answer);
                if (count != SIZE) {
                    throw new IOException("an answer of " + count + " bytes");
                }
                send(connection);
                left--;
            }
            selector.selectedKeys().clear();
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
