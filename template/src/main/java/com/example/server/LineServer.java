package com.example.server;

import io.miou.Miou;
import io.miou.net.ByteStream;
import io.miou.net.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Answers each line with the same line in capitals, for any number of clients at once. Ctrl-C ends it. */
public final class LineServer {

    static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
        Miou.run(() -> {
            var report = server(port).signals("INT", "TERM")
                    .listening(address -> System.out.println("listening on " + address))
                    .failed((client, failure) -> System.err.println("client " + client + ": " + failure))
                    .serve(LineServer::answer);
            System.out.println(report);
        });
    }

    /** Returns a server that is ready to {@code serve}; after a stop, clients have five seconds to get their answer. */
    static Server server(int port) {
        return Server.at("127.0.0.1", port).clients(10_000).idle(Duration.ofMinutes(5)).grace(Duration.ofSeconds(5));
    }

    /** Serves one client. When the server stops, the wait for the next line is at the end of the stream. */
    static void answer(ByteStream client) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(client.inputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            client.write((line.toUpperCase() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
