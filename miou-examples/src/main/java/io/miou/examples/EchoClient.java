package io.miou.examples;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Outcome.Failure;
import io.miou.Promise;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Drives an echo server: many connections at once, spread over the domains. Each sends messages of random bytes, one at
 * a time, and compares the answers. Exit status 1 if a connection fails or differs.
 */
public final class EchoClient {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private EchoClient() {
    }

    /** Sends messages over one connection and checks their echoes. */
    private static void drive(int connection, int port, int messages, int size) throws IOException {
        SplittableRandom random = new SplittableRandom(connection);
        byte[] sent = new byte[size];
        ByteBuffer received = ByteBuffer.allocate(size);
        try (TcpStream stream = TcpStream.connect(new InetSocketAddress(LOOPBACK, port))) {
            for (int message = 0; message < messages; message++) {
                random.nextBytes(sent);
                // By a fiber of its own: a message may be larger than what fits between the two sides.
                Promise<?> sending = Miou.task().lend(stream).async(() -> stream.write(sent));
                stream.readFully(received.clear());
                Object _ = sending.awaitChecked(IOException.class);
                int difference = received.flip().mismatch(ByteBuffer.wrap(sent));
                if (difference >= 0) {
                    throw new IOException("the echo of message " + message + " differs at byte " + difference);
                }
            }
            stream.shutdownOutput();
            if (stream.read(received.clear().limit(1)) >= 0) {
                throw new IOException("the server has sent more than it got");
            }
        }
    }

    private static String summary(int connections, int messages, int size, Duration time) {
        double seconds = Math.max(1, time.toNanos()) / 1e9;
        double total = (double) connections * messages;
        return String.format(Locale.ROOT,
                "%d connections, %d messages of %d bytes each, all echoed, in %.3f s: %.0f messages/s, %.1f MiB/s",
                connections, messages, size, seconds, total / seconds, total * size / (1 << 20) / seconds);
    }

    /**
     * Drives a server on 127.0.0.1.
     *
     * @param args its port (7000), the number of connections (64), of messages of each (1000), and their size (1024)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("EchoClient [PORT [CONNECTIONS [MESSAGES [SIZE]]]]", args);
        int port = arguments.number("port", 7000, 1, 65535);
        int connections = arguments.number("connections", 64, 1, 1_000_000);
        int messages = arguments.number("messages", 1000, 0, Integer.MAX_VALUE);
        int size = arguments.number("size", 1024, 1, 1 << 30);
        arguments.end();

        long start = System.nanoTime();
        List<Integer> numbers = IntStream.range(0, connections).boxed().toList();
        List<Outcome<Integer>> outcomes = Miou.run(() -> Miou.<Integer, Integer>parallel(numbers, connection -> {
            drive(connection, port, messages, size);
            return connection;
        }));
        List<Throwable> failures = outcomes.stream()
                .<Throwable>mapMulti((outcome, next) -> {
                    if (outcome instanceof Failure(Throwable cause)) {
                        next.accept(cause);
                    }
                }).toList();
        if (!failures.isEmpty()) {
            System.err.println(failures.size() + " of " + connections + " connections have failed; the first: "
                    + failures.getFirst());
            System.exit(1);
        }
        System.out.println(summary(connections, messages, size, Duration.ofNanos(System.nanoTime() - start)));
    }
}
