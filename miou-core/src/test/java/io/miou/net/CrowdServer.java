package io.miou.net;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.spi.DescriptorsExhaustedException;
import io.miou.testing.LoadedClasses;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/**
 * An echo server for a crowd, in a process that has few descriptors; it prints its port and serves until it is ended.
 */
final class CrowdServer {

    private CrowdServer() {
    }

    public static void main(String... arguments) {
        Miou.launcher().domains(1).run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                loadClasses(listener);
                System.out.println("port " + Loopback.port(listener.localAddress()));
                serve(listener, Integer.MAX_VALUE);
            }
        });
    }

    private static void serve(TcpListener listener, int clients) throws IOException {
        Orphans<Void> served = Miou.orphans();
        for (int i = 0; i < clients; i++) {
            TcpStream client = listener.accept();
            var _ = served.add(Miou.task().give(client).async(() -> echo(client)));
            while (served.care().map(Promise::awaitOutcome).isPresent()) {
                // Those that have gone.
            }
        }
        served.drain();
    }

    private static void echo(TcpStream client) throws IOException {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocate(16);
            while (client.read(buffer) >= 0) {
                client.write(buffer.flip());
                buffer.clear();
            }
        }
    }

    /** A class that is in a folder, as here, takes a descriptor to load; later there is none. */
    private static void loadClasses(TcpListener listener) throws IOException {
        LoadedClasses.ofMiou();
        Promise<Void> server = Miou.task().lend(listener).async(() -> serve(listener, 3));
        for (boolean reset : new boolean[]{false, true, false}) {
            try (TcpStream client = TcpStream.connect(listener.localAddress())) {
                client.write(new byte[]{1});
                client.readFully(ByteBuffer.allocate(1));
                client.setOption(StandardSocketOptions.SO_LINGER, reset ? 0 : -1);
            }
        }
        server.await();
        new DescriptorShortage().pause("warm-up", new DescriptorsExhaustedException("nothing is wrong"));
    }
}
