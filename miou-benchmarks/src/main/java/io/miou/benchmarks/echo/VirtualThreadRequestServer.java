package io.miou.benchmarks.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A server on the JDK's virtual threads that answers {@link Requests}, with two direct buffers for each connection. */
public final class VirtualThreadRequestServer {

    private VirtualThreadRequestServer() {
    }

    /** @param args the size of a buffer, in bytes */
    public static void main(String... args) throws IOException {
        int bufferSize = Integer.parseInt(args[0]);
        VirtualThreadServer.run(client -> answer(client, bufferSize));
    }

    private static void answer(SocketChannel client, int bufferSize) throws IOException {
        ByteBuffer requests = Requests.newBuffer(bufferSize);
        ByteBuffer answers = Requests.newBuffer(bufferSize);
        while (client.read(requests) >= 0) {
            requests.flip();
            while (Requests.answer(requests, answers)) {
                answers.flip();
                while (answers.hasRemaining()) {
                    client.write(answers);
                }
                answers.clear();
            }
            requests.compact();
        }
    }
}
