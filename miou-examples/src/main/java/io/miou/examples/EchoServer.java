package io.miou.examples;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.TaskFailedException;
import io.miou.net.Buffers;
import io.miou.net.ByteStream;
import io.miou.net.ClientResetException;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Sends back whatever a client sends, on 127.0.0.1, until SIGINT (Ctrl-C) or SIGTERM. Then it accepts no more clients.
 * Those that wait go at once, and the others have some seconds to get their answer. A second signal ends it at once.
 */
public final class EchoServer {

    private EchoServer() {
    }

    /** Echoes the bytes of one client. While none come, it holds no buffer. */
    private static void echo(ByteStream client) throws IOException {
        int count = 0;
        while (count >= 0) {
            client.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                count = client.read(buffer.get());
                client.write(buffer.get().flip());
            }
        }
    }

    private static void failed(SocketAddress peer, Throwable failure) {
        System.err.println("client " + peer
                + (failure instanceof ClientResetException ? " is gone: " : " has failed: ") + failure);
    }

    private static void listening(SocketAddress address) {
        int port = ((InetSocketAddress) address).getPort();
        System.out.println("echo server at 127.0.0.1:" + port
                + "; drive it from another shell with: mvn -q -ntp compile -pl miou-examples -am"
                + " -Dexample=EchoClient -Dexample.args=" + port + "; Ctrl-C ends it");
    }

    /**
     * Starts the server.
     *
     * @param args the port (7000; 0 for any) and how many seconds clients may take to finish (5)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("EchoServer [PORT [SECONDS_TO_FINISH]]", args);
        int port = arguments.number("port", 7000, 0, 65535);
        Duration grace = Duration.ofSeconds(arguments.number("seconds", 5, 0, 3600));
        arguments.end();
        Server server = Server.at("127.0.0.1", port).signals("INT", "TERM").grace(grace).failed(EchoServer::failed)
                .listening(EchoServer::listening);
        try {
            ServeReport report = Miou.run(() -> server.serve(EchoServer::echo));
            System.out.println("served " + report.served() + ", failed " + report.failed() + ", gone " + report.reset()
                    + ", cut " + report.cut() + ", refused " + report.refused());
        } catch (TaskFailedException e) {
            System.err.println(e.getCause() instanceof BindException
                    ? "cannot serve: " + e.getCause().getMessage() + ". Choose another port, or 0 for any that is free."
                    : "the server has failed: " + e.getCause());
            System.exit(1);
        }
    }
}
