package io.miou.examples;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.net.UdpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Asks a UDP server questions, one after the other. A datagram may be lost, come twice or come late: so each question
 * has a number, is asked again after a time, and the answers to earlier questions are dropped.
 */
public final class UdpClient {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int ATTEMPTS = 20;

    private UdpClient() {
    }

    /** Asks until there is an answer. Returns how often it had to ask. */
    private static int ask(UdpSocket socket, int number) throws IOException {
        ByteBuffer question = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            socket.send(question.rewind());
            try {
                Miou.timeout(PATIENCE, () -> awaitAnswer(socket, number));
                return attempt;
            } catch (TimeoutException e) {
                // Lost on the way there or on the way back: both look the same from here.
            }
        }
        throw new IOException("question " + number + " was asked " + ATTEMPTS + " times without an answer");
    }

    private static void awaitAnswer(UdpSocket socket, int number) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(Integer.BYTES);
        do {
            SocketAddress _ = socket.receive(answer.clear());
        } while (answer.position() < Integer.BYTES || answer.getInt(0) != number);
    }

    /** Asks some questions. Returns how many datagrams that took. On a fiber. */
    static int askAll(SocketAddress server, int questions) throws IOException {
        int asked = 0;
        try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0).connect(server)) {
            for (int number = 0; number < questions; number++) {
                asked += ask(socket, number);
            }
        }
        return asked;
    }

    /**
     * Asks a server on 127.0.0.1.
     *
     * @param args its port (7000), and the number of questions (100)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("UdpClient [PORT [QUESTIONS]]", args);
        int port = arguments.number("port", 7000, 1, 65535);
        int questions = arguments.number("questions", 100, 0, 1_000_000);
        arguments.end();
        try {
            int asked = Miou.run(() -> askAll(new InetSocketAddress(LOOPBACK, port), questions));
            System.out.println(questions + " answers to " + asked + " datagrams");
        } catch (TaskFailedException e) {
            System.err.println(e.getCause() instanceof PortUnreachableException
                    ? "there is no UDP server at port " + port
                    : "the server does not answer: " + e.getCause());
            System.exit(1);
        }
    }
}
