package com.example.spring;

import io.miou.Miou;
import io.miou.Running;
import io.miou.Violations;
import io.miou.net.ByteStream;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.sync.Latch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * A run of Miou that starts and ends with the application. As a {@link SmartLifecycle} it is started after all beans
 * are there, and stopped before the first of them is destroyed. Spring calls {@code start} and {@code stop}, one at a
 * time; any thread may call the rest.
 */
@Component
class MiouServer implements SmartLifecycle {

    private final Names names;
    private final int port;
    private volatile Latch stop;
    private volatile Running<ServeReport> running;
    private volatile SocketAddress address;

    MiouServer(Names names, @Value("${server.port:0}") int port) {
        this.names = names;
        this.port = port;
    }

    @Override
    public void start() {
        CompletableFuture<SocketAddress> listening = new CompletableFuture<>();
        Latch latch = new Latch(1);
        Server server = Server.at("127.0.0.1", port).stop(latch).grace(Duration.ofSeconds(5))
                .listening(listening::complete);
        stop = latch;
        running = Miou.launcher().violations(Violations.CONTAINED).start(() -> {
            try {
                return server.serve(this::greet);
            } catch (IOException e) {
                listening.completeExceptionally(e);
                throw e;
            }
        });
        // A port that is in use fails here, and with it the start of the application.
        address = listening.join();
    }

    /** Answers each line. */
    private void greet(ByteStream client) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(client.inputStream()));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String id = line;
            // Beans that block, such as repositories, are called on another thread.
            String name = Miou.blocking(() -> names.find(id));
            client.write(("hello " + name + "\n").getBytes());
        }
    }

    /** Runs code inside Miou for any thread of the application, such as one that serves HTTP. */
    Future<Integer> clients() {
        return running.submit(() -> Miou.dump().roots().size());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) address;
    }

    @Override
    public void stop() {
        stop.countDown();
        try {
            System.out.println("server stopped: " + running.join());
        } catch (InterruptedException e) {
            running.close();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        Running<ServeReport> current = running;
        return current != null && current.isRunning();
    }
}
