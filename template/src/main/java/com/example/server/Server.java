package com.example.server;

import io.miou.*;
import io.miou.net.*;
import io.miou.os.Signals;
import io.miou.sync.Latch;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Answers each line with the same line in capitals, for any number of clients at once. Ctrl-C ends it. */
public final class Server {

    private static final int MOST_CLIENTS = 10_000;
    private static final Duration GRACE = Duration.ofSeconds(5);

    static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
        // A mistake in the code for one client, such as a forgotten child, ends that client and not the server.
        Miou.launcher().violations(Violations.CONTAINED).run(() -> {
            Latch stop = new Latch(1);
            try (Signals _ = Signals.on("INT", stop::countDown); Signals _ = Signals.on("TERM", stop::countDown)) {
                TcpListener listener = TcpListener.bind("127.0.0.1", port);
                System.out.println("listening on " + listener.localAddress());
                serve(listener, stop);
            }
        });
    }

    /**
     * Gives each client to a fiber of its own. After the stop it accepts no more clients, and lets the others finish.
     */
    static void serve(TcpListener listener, Latch stop) throws IOException {
        try (listener; Orphans<Void> clients = Miou.orphans(MOST_CLIENTS, Server::ended)) {
            Optional<TcpStream> next = Miou.until(stop, listener::accept);
            while (next.isPresent()) {
                TcpStream client = next.get();
                clients.call(Miou.task().give(client), () -> answer(client, stop));
                next = Miou.until(stop, listener::accept);
            }
            listener.close();
            Miou.timeout(GRACE, clients::drain);
        } catch (TimeoutException e) {
            System.err.println("clients that had not finished within " + GRACE + " were cut");
        }
    }

    private static void ended(Outcome<Void> outcome) {
        if (outcome instanceof Outcome.Failure<Void> failure) {
            System.err.println("a client has failed: " + failure.cause());
        }
    }

    private static void answer(TcpStream client, Latch stop) throws IOException {
        try (client; var lines = new BufferedReader(new InputStreamReader(client.inputStream(), StandardCharsets.UTF_8))) {
            // The stop ends the wait for the next line, not a line that has begun.
            while (Miou.until(stop, () -> hasMore(lines)).orElse(false)) {
                client.write((lines.readLine().toUpperCase() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static boolean hasMore(BufferedReader lines) throws IOException {
        lines.mark(1);
        boolean more = lines.read() >= 0;
        lines.reset();
        return more;
    }
}
