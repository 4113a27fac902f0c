package io.miou.examples;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome.Cancelled;
import io.miou.Outcome.Failure;
import io.miou.Outcome.Success;
import io.miou.Promise;
import io.miou.TaskBuilder;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.os.Signals;
import io.miou.sync.Latch;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Sends back whatever a client sends, on 127.0.0.1, until SIGINT (Ctrl-C) or SIGTERM. Then it accepts no more clients,
 * and gives the others some seconds to finish. It cuts the rest, and ends with exit status 0.
 *
 * <p>Where the operating system spreads the connections of a port over several listeners (Linux), each domain has one
 * and serves the clients it accepts; elsewhere one acceptor gives each client to a domain.
 */
public final class EchoServer {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final boolean SPREADS = "Linux".equals(System.getProperty("os.name"));
    private static final TcpListener.Options SHARED = TcpListener.Options.standard().withReusePort(SPREADS);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private EchoServer() {
    }

    /**
     * Serves the clients of one listener, a fiber each, until the latch asks it to stop and the last client has ended.
     */
    private static void serve(TcpListener listener, Latch stop) {
        Orphans<Object> fibers = Miou.orphans();
        Promise<?> _ = fibers.add(Miou.task().lend(listener).async(() -> accept(listener, stop)));
        for (var ended = fibers.get(); ended.isPresent(); ended = fibers.get()) {
            switch (ended.get()) {
                case Success(TcpStream client) -> {
                    TaskBuilder task = Miou.task().named("client " + client.remoteAddress()).give(client);
                    Promise<?> _ = fibers.add(SPREADS ? task.async(() -> echo(client)) : task.call(() -> echo(client)));
                    Promise<?> _ = fibers.add(Miou.task().lend(listener).async(() -> accept(listener, stop)));
                }
                case Success(TcpListener stopped) -> stopped.close();
                case Failure(Throwable cause) -> System.err.println("a client has failed: " + cause);
                case Success(_),Cancelled() -> {
                    // A client has finished.
                }
            }
        }
    }

    /** Ends with the next client or, told to stop, with the listener. */
    private static Object accept(TcpListener listener, Latch stop) {
        while (true) {
            try {
                return Miou.until(stop, listener::accept).<Object>map(TcpStream::transfer).orElse(listener);
            } catch (IOException e) {
                // Too many open files, for example: some client will close its own.
                System.err.println("cannot accept: " + e);
                Miou.sleep(PAUSE);
            }
        }
    }

    private static void echo(TcpStream client) throws IOException {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
            while (client.read(buffer.clear()) >= 0) {
                client.write(buffer.flip());
            }
        }
    }

    /** Serves until a signal comes, then gives the clients a limited time to finish. */
    private static void serveUntilSignal(int port, Duration grace) throws IOException {
        Latch stop = new Latch(1);
        try (Signals _ = Signals.on("INT", stop::countDown); Signals _ = Signals.on("TERM", stop::countDown)) {
            InetSocketAddress address = freeAddress(port);
            Promise<?> server = Miou.task().named("server").async(() -> {
                if (SPREADS) {
                    Miou.everywhere(() -> serve(address, stop));
                } else {
                    serve(address, stop);
                }
            });
            boolean _ = Miou.until(stop, () -> {
                Object _ = server.await();
            });
            System.out.println("stopping: clients have " + grace.toSeconds() + " s to finish");
            try {
                Object _ = Miou.<Object, RuntimeException>timeout(grace, server::await);
            } catch (TimeoutException _) {
                server.cancel();
            }
        }
    }

    /** The address to serve. It is asked for alone first: a port that is shared is never in use. */
    private static InetSocketAddress freeAddress(int port) throws IOException {
        try (TcpListener alone = TcpListener.bind(new InetSocketAddress(LOOPBACK, port))) {
            return (InetSocketAddress) alone.localAddress();
        }
    }

    private static void serve(InetSocketAddress address, Latch stop) throws IOException {
        try (TcpListener listener = TcpListener.bind(address, SHARED)) {
            if (Domain.self().id() == 0) {
                System.out.println("echo server at 127.0.0.1:" + address.getPort()
                        + "; drive it from another shell with: mvn -q -ntp compile -pl miou-examples -am"
                        + " -Dexample=EchoClient -Dexample.args=" + address.getPort() + "; Ctrl-C ends it");
            }
            serve(listener, stop);
        }
    }

    /**
     * Starts the server.
     *
     * @param args the port (7000; 0 for any) and how many seconds clients may take to finish (5)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("EchoServer [PORT [SECONDS_TO_FINISH]]", args);
        int port = arguments.number("port", 7000, 0, 65535);
        Duration grace = Duration.ofSeconds(arguments.number("seconds", 5, 0, 3600));
        arguments.end();
        try {
            // A mistake in the code for one client, such as a forgotten child, ends that client and not the server.
            Miou.launcher().violations(Violations.CONTAINED).run(() -> serveUntilSignal(port, grace));
        } catch (TaskFailedException e) {
            System.err.println(e.getCause() instanceof BindException
                    ? "cannot serve: " + e.getCause().getMessage() + ". Choose another port, or 0 for any that is free."
                    : "the server has failed: " + e.getCause());
            System.exit(1);
        }
    }
}
