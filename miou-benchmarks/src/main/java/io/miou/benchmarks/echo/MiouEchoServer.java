package io.miou.benchmarks.echo;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Trigger;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/**
 * On Miou, everything on domain 0: a fiber and a direct buffer for each connection. The backend is the one that the
 * property {@code miou.backend} names.
 */
public final class MiouEchoServer {

    private MiouEchoServer() {
    }

    /** @param args the size of a connection's buffer, in bytes */
    public static void main(String... args) {
        int bufferSize = Integer.parseInt(args[0]);
        Trigger stop = new Trigger();
        Thread.ofPlatform().daemon().name("until standard input ends").start(() -> {
            try {
                Standing.awaitEnd();
            } catch (IOException e) {
                System.err.println("standard input cannot be read, the server ends: " + e);
            }
            stop.signal();
        });
        try {
            Miou.launcher().domains(0).run(() -> Miou.until(stop, () -> serve(bufferSize)));
        } catch (IllegalArgumentException e) {
            // The backend is unknown or unusable here.
            Standing.unavailable(e);
        }
    }

    private static void serve(int bufferSize) throws IOException {
        var options = TcpListener.Options.standard().withBacklog(Standing.BACKLOG);
        try (TcpListener listener = TcpListener.bind(Standing.freePort(), options)) {
            Standing.announce(listener.localAddress());
            Orphans<Void> clients = Miou.orphans();
            while (true) {
                TcpStream client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Promise<Void> _ = clients.add(Miou.task().give(client).async(() -> echo(client, bufferSize)));
                while (clients.care().map(Promise::awaitOutcome).isPresent()) {
                    // One that has ended is let go.
                }
            }
        }
    }

    private static void echo(TcpStream client, int bufferSize) throws IOException {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
            while (client.read(buffer.clear()) >= 0) {
                client.write(buffer.flip());
            }
        } catch (SocketException e) {
            // The client has gone without a goodbye.
        }
    }
}
