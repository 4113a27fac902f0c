package com.example.server;

import io.miou.*;
import io.miou.net.*;
import io.miou.os.Signals;
import io.miou.sync.Trigger;
import java.io.*;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers each line with the same line in capitals, for any number of clients at once. Ctrl-C ends it. */
public final class Server {

    static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
        Miou.run(() -> {
            Trigger stop = new Trigger();
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", port));
                    Signals _ = Signals.on("INT", stop::signal);
                    Signals _ = Signals.on("TERM", stop::signal)) {
                System.out.println("listening on " + listener.localAddress());
                Miou.until(stop, () -> serve(listener));
            }
        });
    }

    /** Gives each client to a fiber of its own, for as long as it is not cancelled. */
    static void serve(TcpListener listener) throws IOException {
        Orphans<Void> clients = Miou.orphans();
        while (true) {
            TcpStream client = listener.accept();
            Promise<Void> _ = clients.add(Miou.task().give(client).call(() -> answer(client)));
            for (var ended = clients.care(); ended.isPresent(); ended = clients.care()) {
                if (ended.get().awaitOutcome() instanceof Outcome.Failure<Void> failure) {
                    System.err.println("a client has failed: " + failure.cause());
                }
            }
        }
    }

    private static void answer(TcpStream client) throws IOException {
        try (client; var lines = new BufferedReader(new InputStreamReader(client.inputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                client.write((line.toUpperCase() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
