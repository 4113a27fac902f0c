package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An echo server and its clients: a program that must work on any network that delivers, and leak nothing on any other.
 */
final class Echo {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    private Echo() {
    }

    /** Returns the outcome of each client: true if all of its bytes came back. */
    static List<Outcome<Boolean>> run(int clients, int size) throws Exception {
        try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
            Promise<Void> server = Miou.task().named("server").lend(listener).async(() -> serve(listener));
            List<Promise<Boolean>> talks = new ArrayList<>();
            SocketAddress address = listener.localAddress();
            for (int i = 0; i < clients; i++) {
                long seed = i;
                talks.add(Miou.call(() -> talk(address, size, seed)));
            }
            List<Outcome<Boolean>> outcomes = Miou.awaitAll(talks);
            server.cancel();
            return outcomes;
        }
    }

    private static void serve(TcpListener listener) throws IOException {
        Orphans<Void> clients = Miou.orphans();
        while (true) {
            TcpStream client = listener.accept();
            var _ = clients.add(Miou.task().give(client).call(() -> echo(client)));
            while (clients.care().map(Promise::awaitOutcome).isPresent()) {
                // A client that failed is its own affair.
            }
        }
    }

    private static void echo(TcpStream client) throws IOException {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocate(700);
            while (client.read(buffer.clear()) >= 0) {
                client.write(buffer.flip());
            }
        }
    }

    private static boolean talk(SocketAddress address, int size, long seed) throws IOException {
        byte[] message = new byte[size];
        new Random(seed).nextBytes(message);
        try (TcpStream stream = TcpStream.connect(address)) {
            Promise<Void> writer = Miou.task().lend(stream).async(() -> {
                stream.write(message);
                stream.shutdownOutput();
            });
            byte[] echo = stream.inputStream().readAllBytes();
            writer.await();
            assertThat(echo).isEqualTo(message);
            return true;
        }
    }
}
