package io.miou.benchmarks.echo;

import io.miou.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A server on Miou that answers {@link Requests}, with two direct buffers for each connection. */
public final class MiouRequestServer {

    private MiouRequestServer() {
    }

    /** @param args the size of a buffer, in bytes */
    public static void main(String... args) {
        int bufferSize = Integer.parseInt(args[0]);
        MiouServer.run(client -> answer(client, bufferSize));
    }

    private static void answer(TcpStream client, int bufferSize) throws IOException {
        ByteBuffer requests = Requests.newBuffer(bufferSize);
        ByteBuffer answers = Requests.newBuffer(bufferSize);
        while (client.read(requests) >= 0) {
            requests.flip();
            while (Requests.answer(requests, answers)) {
                client.write(answers.flip());
                answers.clear();
            }
            requests.compact();
        }
    }
}
