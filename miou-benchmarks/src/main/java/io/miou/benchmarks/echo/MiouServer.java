package io.miou.benchmarks.echo;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Trigger;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.StandardSocketOptions;

/**
 * The server on Miou, all on domain 0: a fiber for each connection. The property {@code miou.backend} names the
 * backend, {@code miou.fibers} the engine.
 */
final class MiouServer {

    private MiouServer() {
    }

    /** Serves until standard input ends. */
    static void run(Conversation<TcpStream> conversation) {
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
            Miou.launcher().domains(0).run(() -> Miou.until(stop, () -> serve(conversation)));
        } catch (IllegalArgumentException e) {
            // The backend is unknown or unusable here.
            Standing.unavailable(e);
        }
    }

    private static void serve(Conversation<TcpStream> conversation) throws IOException {
        var options = TcpListener.Options.standard().withBacklog(Standing.BACKLOG);
        try (TcpListener listener = TcpListener.bind(Standing.freePort(), options)) {
            Standing.announce(listener.localAddress());
            Orphans<Void> clients = Miou.orphans();
            while (true) {
                TcpStream client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Promise<Void> _ = clients.add(Miou.task().give(client).async(() -> hold(conversation, client)));
                while (clients.care().map(Promise::awaitOutcome).isPresent()) {
                    // Children that have ended are dropped.
                }
            }
        }
    }

    private static void hold(Conversation<TcpStream> conversation, TcpStream client) throws IOException {
        try (client) {
            conversation.hold(client);
        } catch (SocketException e) {
            // The client has gone without a goodbye.
        } catch (ProtocolException e) {
            Standing.refuse(e);
        }
    }
}
