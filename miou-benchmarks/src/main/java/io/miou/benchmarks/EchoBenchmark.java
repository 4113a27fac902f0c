package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Trigger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** An echo of 64 bytes over loopback: the same client against a server on Miou and one on the JDK's virtual threads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
public class EchoBenchmark {

    private static final int MESSAGES = 10_000;
    private static final int BUFFER = 8192;

    @Param({"64"})
    int connections;

    @Param({"miou", "virtualThreads"})
    String server;

    private AutoCloseable running;
    private EchoLoad load;

    @Setup
    public void start() throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        running = server.equals("miou") ? startMiou(port) : startVirtualThreads(port);
        load = new EchoLoad(port.get(), connections);
    }

    @TearDown
    public void stop() throws Exception {
        load.close();
        running.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void echo() throws IOException {
        load.exchange(MESSAGES);
    }

    private static AutoCloseable startMiou(CompletableFuture<Integer> port) {
        Trigger stop = new Trigger();
        Thread thread = Thread.ofPlatform().start(() -> Miou.launcher().domains(0)
                .run(() -> Miou.until(stop, () -> serve(port))));
        return () -> {
            stop.signal();
            thread.join();
        };
    }

    private static void serve(CompletableFuture<Integer> port) throws IOException {
        try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
            port.complete(((InetSocketAddress) listener.localAddress()).getPort());
            Orphans<Void> clients = Miou.orphans();
            while (true) {
                TcpStream client = listener.accept();
                Promise<Void> _ = clients.add(Miou.task().give(client).async(() -> echo(client)));
            }
        }
    }

    private static void echo(TcpStream client) throws IOException {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            while (client.read(buffer.clear()) >= 0) {
                client.write(buffer.flip());
            }
        }
    }

    private static AutoCloseable startVirtualThreads(CompletableFuture<Integer> port) throws IOException {
        ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        port.complete(listener.getLocalPort());
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket client = listener.accept();
                    Thread.startVirtualThread(() -> echo(client));
                }
            } catch (IOException e) {
                // Closed: the benchmark has ended.
            }
        });
        return listener;
    }

    private static void echo(Socket client) {
        try (client) {
            byte[] buffer = new byte[BUFFER];
            for (int count = client.getInputStream().read(buffer); count >= 0; count = client.getInputStream()
                    .read(buffer)) {
                client.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }
}
