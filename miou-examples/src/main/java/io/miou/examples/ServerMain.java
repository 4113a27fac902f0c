package io.miou.examples;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * The main method of a server: one port on 127.0.0.1, a line that names it, a report of clients that fail, and an end
 * in order by SIGINT (Ctrl-C) or SIGTERM.
 */
final class ServerMain {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private ServerMain() {
    }

    /** Serves until a signal comes. The only argument is the port; 0 is for any. */
    static void serve(String name, int standardPort, String[] args, Server.Handler handler) {
        Arguments arguments = new Arguments(name + " [PORT]", args);
        int port = arguments.number("port", standardPort, 0, 65535);
        arguments.end();
        Server server = Server.at("127.0.0.1", port).signals("INT", "TERM").grace(GRACE).failed(ServerMain::failed)
                .listening(address -> System.out.println(
                        name + " at 127.0.0.1:" + ((InetSocketAddress) address).getPort() + "; Ctrl-C ends it"));
        try {
            ServeReport report = Miou.run(() -> server.serve(handler));
            System.out.println("served " + report.served() + ", failed " + report.failed());
        } catch (TaskFailedException e) {
            System.err.println(e.getCause() instanceof BindException
                    ? "cannot serve: " + e.getCause().getMessage() + ". Choose another port, or 0 for any that is free."
                    : "the server has failed: " + e.getCause());
            System.exit(1);
        }
    }

    private static void failed(SocketAddress peer, Throwable failure) {
        System.err.println("client " + peer + " has failed: " + failure);
    }
}
