package io.miou.benchmarks.proxy;

import io.miou.benchmarks.echo.Standing;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The proxy on the JDK's virtual threads and blocking channels: two threads for each client, one for each direction.
 */
public final class VirtualThreadProxy {

    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int PAUSE_MILLIS = 100;

    private final Settings settings;
    private final ExecutorService threads;

    private VirtualThreadProxy(Settings settings, ExecutorService threads) {
        this.settings = settings;
        this.threads = threads;
    }

    /** @param args as in {@link Settings} */
    public static void main(String... args) throws IOException, InterruptedException {
        Settings settings = Settings.parse(args);
        ServerSocketChannel listener = ServerSocketChannel.open().bind(Standing.freePort(), Standing.BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(listener, threads)));
        Standing.announce(listener.getLocalAddress());
        Standing.exitAtEndOfInput();
        new VirtualThreadProxy(settings, threads).accept(listener);
    }

    private void accept(ServerSocketChannel listener) throws InterruptedException {
        while (true) {
            try {
                SocketChannel client = listener.accept();
                threads.execute(() -> relay(client));
            } catch (ClosedChannelException e) {
                // The program is ending.
                return;
            } catch (IOException e) {
                // Too many open files, for example: some client will close its own.
                System.err.println("cannot accept: " + e);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void relay(SocketChannel client) {
        try (client; SocketChannel upstream = SocketChannel.open()) {
            upstream.socket().connect(settings.upstream(), (int) settings.connectLimit().toMillis());
            upstream.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Future<?> answers = threads.submit(() -> copy(upstream, client));
            copy(client, upstream);
            answers.get();
        } catch (IOException | ExecutionException e) {
            System.err.println("a client has failed: " + e);
        } catch (InterruptedException e) {
            // The program is ending.
        }
    }

    private static Void copy(SocketChannel from, SocketChannel to) throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
            while (from.read(buffer.clear()) >= 0) {
                Fault.copying();
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (ClosedChannelException e) {
            // The other direction has failed, and has said why; or the program ends.
        } catch (Throwable e) {
            System.err.println("a client has failed: " + e);
            from.close();
            // Otherwise the other direction would go on waiting for data from there, and so would its peer.
            to.close();
        }
        return null;
    }

    /** Ends the proxy: an interrupt closes the channel that its thread waits for. */
    private static void end(ServerSocketChannel listener, ExecutorService threads) {
        try {
            listener.close();
            threads.shutdownNow();
            if (!threads.awaitTermination(Settings.GRACE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("clients have not ended within " + Settings.GRACE);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("not everything was closed: " + e);
        }
    }
}
