package io.miou.benchmarks.echo;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** On the JDK's virtual threads, one and a direct buffer for each connection. */
public final class VirtualThreadEchoServer {

    private VirtualThreadEchoServer() {
    }

    /** @param args the size of a connection's buffer, in bytes */
    public static void main(String... args) throws IOException {
        int bufferSize = Integer.parseInt(args[0]);
        ServerSocketChannel listener = ServerSocketChannel.open().bind(Standing.freePort(), Standing.BACKLOG);
        Thread.startVirtualThread(() -> accept(listener, bufferSize));
        Standing.announce(listener.getLocalAddress());
        Standing.awaitEnd();
        System.exit(0);
    }

    private static void accept(ServerSocketChannel listener, int bufferSize) {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.startVirtualThread(() -> echo(client, bufferSize));
            }
        } catch (IOException e) {
            throw new IllegalStateException("nobody can be accepted any more; start the server again", e);
        }
    }

    private static void echo(SocketChannel client, int bufferSize) {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
            while (client.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    client.write(buffer);
                }
            }
        } catch (IOException e) {
            // The client has gone without a goodbye.
        }
    }
}
