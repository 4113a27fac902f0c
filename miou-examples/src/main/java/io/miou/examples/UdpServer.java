package io.miou.examples;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.net.UdpSocket;
import io.miou.os.Signals;
import io.miou.sync.Latch;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Sends each datagram back to its sender, on 127.0.0.1, until SIGINT (Ctrl-C) or SIGTERM. */
public final class UdpServer {

    private UdpServer() {
    }

    /** Echoes until the task is cancelled, or its scope ends. */
    static void serve(UdpSocket socket) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(65_535);
        while (true) {
            SocketAddress sender = socket.receive(datagram.clear());
            try {
                socket.send(datagram.flip(), sender);
            } catch (IOException e) {
                // One sender that cannot be reached; the others are served.
                System.err.println("no answer to " + sender + ": " + e);
            }
        }
    }

    /**
     * Starts the server.
     *
     * @param args the port (7000; 0 for any)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("UdpServer [PORT]", args);
        int port = arguments.number("port", 7000, 0, 65535);
        arguments.end();
        try {
            Miou.run(() -> {
                Latch stop = new Latch(1);
                try (Signals _ = Signals.on("INT", stop::countDown);
                        Signals _ = Signals.on("TERM", stop::countDown);
                        UdpSocket socket = UdpSocket.bind("127.0.0.1", port)) {
                    System.out.println("UDP echo at 127.0.0.1:" + socket.port() + "; ask it with: mvn -q -ntp compile"
                            + " -pl miou-examples -am -Dexample=UdpClient -Dexample.args=" + socket.port());
                    boolean _ = Miou.until(stop, () -> serve(socket));
                }
            });
        } catch (TaskFailedException e) {
            System.err.println(e.getCause() instanceof BindException
                    ? "cannot serve: " + e.getCause().getMessage() + ". Choose another port, or 0 for any that is free."
                    : "the server has failed: " + e.getCause());
            System.exit(1);
        }
    }
}
