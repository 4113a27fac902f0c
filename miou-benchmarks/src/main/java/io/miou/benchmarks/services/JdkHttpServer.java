package io.miou.benchmarks.services;

import com.sun.net.httpserver.HttpServer;
import io.miou.benchmarks.echo.Standing;
import java.io.IOException;
import java.util.concurrent.Executors;

/** The server of the JDK, with a virtual thread for each request. */
public final class JdkHttpServer {

    private JdkHttpServer() {
    }

    public static void main(String... args) throws IOException {
        // Otherwise each answer waits for the acknowledgement of the last one.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(Standing.freePort(), Standing.BACKLOG);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] bytes = Answer.to(path);
            exchange.getResponseHeaders().set("Content-Type", Answer.typeOf(path));
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Standing.exitAtEndOfInput();
        server.start();
        Standing.announce(server.getAddress());
    }
}
