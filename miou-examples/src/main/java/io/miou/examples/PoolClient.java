package io.miou.examples;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Asks an echo server many questions at once, over a few connections of a {@link ConnectionPool}. */
public final class PoolClient {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private PoolClient() {
    }

    /** Sends a number and returns the number that came back. */
    private static int ask(TcpStream connection, int number) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(Integer.BYTES);
        connection.write(message.putInt(0, number));
        connection.readFully(message.clear());
        return message.getInt(0);
    }

    /** Asks with a task for each question, on all domains. Returns the answers in the order of the questions. */
    static List<Integer> askAll(ConnectionPool pool, int questions) {
        List<Integer> numbers = IntStream.range(0, questions).boxed().toList();
        return Miou.map(numbers, number -> pool.use(connection -> ask(connection, number)));
    }

    /**
     * Asks a server on 127.0.0.1.
     *
     * @param args its port (7000), the number of questions (1000), and how many connections may be open (4)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("PoolClient [PORT [QUESTIONS [CONNECTIONS]]]", args);
        int port = arguments.number("port", 7000, 1, 65535);
        int questions = arguments.number("questions", 1000, 0, 1_000_000);
        int connections = arguments.number("connections", 4, 1, 10_000);
        arguments.end();
        try {
            List<Integer> answers = Miou.run(() -> {
                try (ConnectionPool pool = new ConnectionPool(new InetSocketAddress(LOOPBACK, port), connections)) {
                    return askAll(pool, questions);
                }
            });
            System.out.println(answers.stream().distinct().count() + " answers over at most " + connections
                    + " connections");
        } catch (TaskFailedException e) {
            System.err.println("the server at port " + port + " does not answer: " + e.getCause());
            System.exit(1);
        }
    }
}
