package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocketFactory;

/**
 * Clients of a server, good ones and bad ones, on virtual threads of the JDK. A good client that gets no answer is a
 * fault; what a bad one gets is not looked at.
 */
final class SoakClients {

    private static final int PATIENCE = 30_000;

    private final SoakedServer server;
    private final int port;
    private final SSLSocketFactory encryption;
    private final LongAdder answers = new LongAdder();
    private final LongAdder mishaps = new LongAdder();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    private interface Visit {
        void pay() throws IOException, InterruptedException;
    }

    SoakClients(SoakedServer server, int port, SSLSocketFactory encryption) {
        this.server = server;
        this.port = port;
        this.encryption = encryption;
    }

    /** Lets them come for some time. Returns when all have gone. */
    void come(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> repeat(end, this::good, true));
        }
        for (Visit bad : List.<Visit>of(this::vanishing, this::half, this::trickling, this::garbage,
                this::neverReading, this::silent, this::storm)) {
            threads.execute(() -> repeat(end, bad, false));
        }
        threads.shutdown();
        if (!threads.awaitTermination(time.toSeconds() + 120, TimeUnit.SECONDS)) {
            threads.shutdownNow();
            throw new AssertionError("the clients do not leave");
        }
    }

    private void repeat(long end, Visit visit, boolean isGood) {
        while (System.nanoTime() - end < 0) {
            try {
                visit.pay();
                Thread.sleep(ThreadLocalRandom.current().nextInt(20));
            } catch (IOException e) {
                if (isGood) {
                    faults.add(e.toString());
                    return;
                }
                mishaps.increment();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    long answers() {
        return answers.sum();
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    private Socket raw() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private Socket connect() throws IOException {
        Socket socket = raw();
        return server.isEncrypted() ? encryption.createSocket(socket, "localhost", port, true) : socket;
    }

    private void awaitAnswer(InputStream input) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        while (!got.toString(ISO_8859_1).contains(server.answer())) {
            int count = input.read(part);
            if (count < 0) {
                throw new IOException("the answer has ended after " + got.size() + " bytes");
            }
            got.write(part, 0, count);
        }
        answers.increment();
    }

    private void good() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(server.request());
            awaitAnswer(socket.getInputStream());
        }
    }

    private void vanishing() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(server.request());
            socket.setSoLinger(true, 0);
        }
    }

    /** Half a request, then nothing for a moment, then the end of this side. */
    private void half() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            byte[] request = server.request();
            socket.getOutputStream().write(request, 0, request.length / 2);
            Thread.sleep(ThreadLocalRandom.current().nextInt(100));
            socket.shutdownOutput();
            socket.setSoTimeout(200);
            socket.getInputStream().readAllBytes();
        }
    }

    private void trickling() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            for (byte one : server.request()) {
                socket.getOutputStream().write(one);
                Thread.sleep(1);
            }
            awaitAnswer(socket.getInputStream());
        }
    }

    private void garbage() throws IOException, InterruptedException {
        try (Socket socket = ThreadLocalRandom.current().nextBoolean() ? raw() : connect()) {
            byte[] garbage = new byte[4096];
            ThreadLocalRandom.current().nextBytes(garbage);
            socket.getOutputStream().write(garbage);
            socket.setSoTimeout(100);
            socket.getInputStream().readAllBytes();
        }
    }

    /** Sends requests as long as the server takes them, and reads nothing. */
    private void neverReading() throws IOException, InterruptedException {
        try (SocketChannel channel = SocketChannel
                .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            channel.configureBlocking(false);
            ByteBuffer request = ByteBuffer.wrap(server.request());
            for (int idle = 0; idle < 50;) {
                if (channel.write(request) == 0) {
                    idle++;
                    Thread.sleep(5);
                } else if (!request.hasRemaining()) {
                    request.clear();
                }
            }
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    private void silent() throws IOException, InterruptedException {
        try (Socket _ = raw()) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(500));
        }
    }

    private void storm() throws IOException, InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Socket socket = raw();
                socket.setSoLinger(i % 2 == 0, 0);
                sockets.add(socket);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Thread.sleep(500);
    }
}
