package io.miou.benchmarks.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The actions of clients of each manner. Each call is on a virtual thread of its own and shares nothing but the crowd.
 */
final class Visits {

    private static final int ANSWER_WITHIN = 30_000;
    private static final int MESSAGES = 500;
    private static final int LARGEST = 4096;
    private static final int STORM = 50;
    private static final Duration THINK = Duration.ofMillis(5);
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(10);
    private static final Duration BETWEEN_STORMS = Duration.ofSeconds(1);

    private Visits() {
    }

    static void regular(Crowd crowd) throws IOException, InterruptedException {
        try (Socket socket = connect(crowd)) {
            socket.setTcpNoDelay(true);
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = message(1 + ThreadLocalRandom.current().nextInt(LARGEST));
                long start = System.nanoTime();
                socket.getOutputStream().write(message);
                expectBack(socket, message);
                crowd.record(System.nanoTime() - start);
                Thread.sleep(THINK);
            }
        }
    }

    static void vanishing(Crowd crowd) throws IOException {
        try (Socket socket = connect(crowd)) {
            socket.getOutputStream().write(message(LARGEST));
            if (ThreadLocalRandom.current().nextBoolean()) {
                expectBack(socket, new byte[0]);
                socket.getInputStream().readNBytes(LARGEST / 2);
            }
            resetOnClose(socket);
        }
    }

    static void halfClosing(Crowd crowd) throws IOException {
        try (Socket socket = connect(crowd)) {
            byte[] message = message(LARGEST);
            socket.getOutputStream().write(message);
            socket.shutdownOutput();
            expectBack(socket, message);
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("more came back than was sent");
            }
        }
    }

    static void trickling(Crowd crowd) throws IOException, InterruptedException {
        try (Socket socket = connect(crowd)) {
            socket.setTcpNoDelay(true);
            byte[] message = message(100);
            for (byte one : message) {
                socket.getOutputStream().write(one);
                Thread.sleep(BETWEEN_BYTES);
            }
            expectBack(socket, message);
        }
    }

    /** Never reads: the server gives up its write, and this client gets a reset. */
    static void neverReading(Crowd crowd) throws IOException, InterruptedException {
        try (SocketChannel channel = SocketChannel.open(crowd.server())) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            ByteBuffer much = ByteBuffer.allocate(64 * 1024);
            long limit = System.nanoTime() + crowd.patience().toNanos() + Duration.ofMillis(ANSWER_WITHIN).toNanos();
            while (System.nanoTime() - limit < 0) {
                try {
                    int _ = channel.write(much.clear());
                } catch (IOException e) {
                    return;
                }
                Thread.sleep(THINK);
            }
            throw new IOException("nobody read for long, and the server has not cut the connection");
        }
    }

    /** Says nothing: half of the clients leave in time, the others wait to be cut. */
    static void silent(Crowd crowd) throws IOException, InterruptedException {
        try (Socket socket = connect(crowd)) {
            if (ThreadLocalRandom.current().nextBoolean()) {
                Thread.sleep(ThreadLocalRandom.current().nextLong(crowd.patience().toMillis()));
                return;
            }
            socket.setSoTimeout(Math.toIntExact(crowd.patience().toMillis()) + ANSWER_WITHIN);
            try {
                if (socket.getInputStream().read() >= 0) {
                    throw new IOException("something came back that was never sent");
                }
            } catch (SocketTimeoutException e) {
                throw new IOException("nothing was said for long, and the server has not cut the connection", e);
            } catch (SocketException e) {
                // Cut by a reset.
            }
        }
    }

    /**
     * Runs a storm of connections. Half of them end by a reset: connections that end in order keep their ports for a
     * minute.
     */
    static void storming(Crowd crowd) throws IOException, InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < STORM; i++) {
                Socket socket = connect(crowd);
                sockets.add(socket);
                if (i % 2 == 0) {
                    resetOnClose(socket);
                }
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Thread.sleep(BETWEEN_STORMS);
    }

    private static Socket connect(Crowd crowd) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(crowd.server(), ANSWER_WITHIN);
            socket.setSoTimeout(ANSWER_WITHIN);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void resetOnClose(Socket socket) throws SocketException {
        socket.setSoLinger(true, 0);
    }

    private static byte[] message(int size) {
        byte[] message = new byte[size];
        ThreadLocalRandom.current().nextBytes(message);
        return message;
    }

    private static void expectBack(Socket socket, byte[] message) throws IOException {
        InputStream input = socket.getInputStream();
        byte[] back = input.readNBytes(message.length);
        if (!Arrays.equals(message, back)) {
            throw new IOException(message.length + " bytes were sent, and " + back.length
                    + " came back: " + (back.length < message.length ? "some are missing" : "not the same"));
        }
    }
}
