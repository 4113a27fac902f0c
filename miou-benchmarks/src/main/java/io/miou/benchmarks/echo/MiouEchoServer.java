package io.miou.benchmarks.echo;

import io.miou.Owned;
import io.miou.net.Buffers;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An echo server on Miou, with a direct buffer for each connection, or with those of the domain's pool. */
public final class MiouEchoServer {

    private MiouEchoServer() {
    }

    /** @param args the size of a connection's buffer, in bytes; and {@code pool} for buffers that are borrowed */
    public static void main(String... args) {
        int bufferSize = Integer.parseInt(args[0]);
        boolean pool = args.length > 1 && args[1].equals("pool");
        MiouServer.run(client -> {
            if (pool) {
                echoFromPool(client, bufferSize);
            } else {
                echo(client, bufferSize);
            }
        });
    }

    private static void echo(TcpStream client, int bufferSize) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
        while (client.read(buffer.clear()) >= 0) {
            client.write(buffer.flip());
        }
    }

    private static void echoFromPool(TcpStream client, int bufferSize) throws IOException {
        for (int count = 0; count >= 0;) {
            client.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                count = client.read(buffer.get().limit(bufferSize));
                client.write(buffer.get().flip());
            }
        }
    }
}
