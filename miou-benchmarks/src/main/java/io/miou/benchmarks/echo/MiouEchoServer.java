package io.miou.benchmarks.echo;

import io.miou.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An echo server on Miou, with a direct buffer for each connection. */
public final class MiouEchoServer {

    private MiouEchoServer() {
    }

    /** @param args the size of a connection's buffer, in bytes */
    public static void main(String... args) {
        int bufferSize = Integer.parseInt(args[0]);
        MiouServer.run(client -> echo(client, bufferSize));
    }

    private static void echo(TcpStream client, int bufferSize) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
        while (client.read(buffer.clear()) >= 0) {
            client.write(buffer.flip());
        }
    }
}
