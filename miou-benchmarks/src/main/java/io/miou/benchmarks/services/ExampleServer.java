package io.miou.benchmarks.services;

import io.miou.benchmarks.echo.Standing;
import io.miou.examples.Http2Server;
import io.miou.examples.HttpServer;
import io.miou.examples.RedisServer;
import java.io.IOException;
import java.net.ServerSocket;

/** An example of Miou as it is, at a free port. */
public final class ExampleServer {

    private ExampleServer() {
    }

    /** @param args the name of the example */
    public static void main(String... args) throws IOException {
        String[] port = {String.valueOf(freePort())};
        Standing.exitAtEndOfInput();
        System.out.println(port[0]);
        switch (args[0]) {
            case "HttpServer" -> HttpServer.main(port);
            case "Http2Server" -> Http2Server.main(port);
            case "RedisServer" -> RedisServer.main(port);
            default -> throw new IllegalArgumentException("no example is called " + args[0]);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(Standing.freePort());
            return socket.getLocalPort();
        }
    }
}
