package io.miou.helidon;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.net.ServeReport;
import io.miou.sync.Latch;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server in a run of its own, on a thread of its own, for clients outside. */
final class RunningServer implements AutoCloseable {

    private static final int SECONDS = 60;

    private final Latch stop = new Latch(1);
    private final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
    private final CompletableFuture<ServeReport> report = new CompletableFuture<>();

    private RunningServer() {
    }

    static RunningServer start(HelidonServer server) throws Exception {
        return start(Miou.launcher(), server);
    }

    static RunningServer start(Launcher launcher, HelidonServer server) throws Exception {
        RunningServer running = new RunningServer();
        HelidonServer told = server.stop(running.stop)
                .listening(bound -> running.address.complete((InetSocketAddress) bound));
        Thread.ofPlatform().daemon().name("server").start(() -> {
            try {
                running.report.complete(launcher.domains(2).run(told::serve));
            } catch (Throwable e) {
                running.report.completeExceptionally(e);
                running.address.completeExceptionally(e);
            }
        });
        InetSocketAddress _ = running.address.get(SECONDS, TimeUnit.SECONDS);
        return running;
    }

    int port() {
        return address.join().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    void beginStop() {
        stop.countDown();
    }

    /** Stops it, and returns its report when it has ended. */
    ServeReport stop() throws Exception {
        stop.countDown();
        return report.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        stop.countDown();
        if (!report.isCompletedExceptionally()) {
            ServeReport _ = report.get(SECONDS, TimeUnit.SECONDS);
        }
    }
}
