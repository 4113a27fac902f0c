package io.miou.benchmarks.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** An echo server on the JDK's virtual threads, with a direct buffer for each connection. */
public final class VirtualThreadEchoServer {

    private VirtualThreadEchoServer() {
    }

    /** @param args the size of a connection's buffer, in bytes */
    public static void main(String... args) throws IOException {
        int bufferSize = Integer.parseInt(args[0]);
        VirtualThreadServer.run(client -> echo(client, bufferSize));
    }

    private static void echo(SocketChannel client, int bufferSize) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
        while (client.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                client.write(buffer);
            }
        }
    }
}
