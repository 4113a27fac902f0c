package io.miou.benchmarks.proxy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome.Failure;
import io.miou.Promise;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.benchmarks.echo.Standing;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/**
 * The proxy on Miou, all on domain 0: a task for each client, with a child for each direction. The backend is the one
 * that the property {@code miou.backend} names.
 */
public final class MiouProxy {

    private static final int BUFFER_SIZE = 16 * 1024;

    private MiouProxy() {
    }

    /** @param args as in {@link Settings} */
    public static void main(String... args) {
        Settings settings = Settings.parse(args);
        Standing.exitAtEndOfInput();
        try {
            Miou.launcher().domains(0).violations(Violations.CONTAINED).onShutdown(Settings.GRACE)
                    .run(() -> serve(settings));
        } catch (CancellationException e) {
            // The program is ending.
        } catch (IllegalArgumentException e) {
            // The backend is unknown or unusable here.
            Standing.unavailable(e);
        }
    }

    private static void serve(Settings settings) throws IOException {
        var options = TcpListener.Options.standard().withBacklog(Standing.BACKLOG);
        try (TcpListener listener = TcpListener.bind(Standing.freePort(), options)) {
            Standing.announce(listener.localAddress());
            Orphans<Void> clients = Miou.orphans();
            while (true) {
                TcpStream client = listener.accept();
                Promise<Void> _ = clients.add(Miou.task().named("client " + client.remoteAddress()).give(client)
                        .async(() -> relay(client, settings)));
                for (var ended = clients.care(); ended.isPresent(); ended = clients.care()) {
                    if (ended.get().awaitOutcome() instanceof Failure<Void>(Throwable cause)) {
                        System.err.println("a client has failed: " + cause);
                    }
                }
            }
        }
    }

    private static void relay(TcpStream client, Settings settings) throws Exception {
        try (client; TcpStream upstream = connect(settings)) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            try {
                Miou.all(
                        Miou.task().lend(client, upstream).async(() -> copy(client, upstream)),
                        Miou.task().lend(client, upstream).async(() -> copy(upstream, client)));
            } catch (TaskFailedException e) {
                client.reset(); // Or the client would take what it has got for the whole.
                upstream.reset();
                throw e;
            }
        }
    }

    private static TcpStream connect(Settings settings) throws Exception {
        return Miou.timeout(settings.connectLimit(), () -> TcpStream.connect(settings.upstream()))
                .setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private static void copy(TcpStream from, TcpStream to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
        while (from.read(buffer.clear()) >= 0) {
            Fault.copying();
            to.write(buffer.flip());
        }
        to.shutdownOutput();
    }
}
