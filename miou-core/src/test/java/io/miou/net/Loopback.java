package io.miou.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/** Addresses, connections and bytes for tests. */
final class Loopback {

    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private Loopback() {
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    /** The IPv6 loopback address; skips the test where there is none. */
    static InetSocketAddress anyPort6() throws IOException {
        InetAddress address = InetAddress.getByAddress(IPV6);
        boolean usable;
        try (ServerSocket _ = new ServerSocket(0, 1, address)) {
            usable = true;
        } catch (IOException e) {
            usable = false;
        }
        assumeTrue(usable, "this machine has no IPv6 loopback address");
        return new InetSocketAddress(address, 0);
    }

    static TcpListener listen() throws IOException {
        return TcpListener.bind(anyPort());
    }

    static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    /** Both ends of a connection, owned by the current task. */
    record Connection(TcpStream client, TcpStream server) implements AutoCloseable {

        static Connection open() throws IOException {
            try (TcpListener listener = listen()) {
                TcpStream client = TcpStream.connect(listener.localAddress());
                return new Connection(client, listener.accept());
            }
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    /**
     * Both ends of a connection whose client has waited once: its descriptor is registered with the domain's poller.
     */
    static Connection openAndWait() throws IOException {
        Connection connection = Connection.open();
        var reader = io.miou.Miou.task().lend(connection.client()).async(() -> read(connection.client(), 1));
        io.miou.testing.Waiting.until(reader, "reading from");
        connection.server().write(new byte[]{1});
        reader.await();
        return connection;
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Reads exactly that many. */
    static byte[] read(ByteStream stream, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        stream.readFully(target);
        return target.array();
    }

    static byte[] readToEnd(ByteStream stream) throws IOException {
        return stream.inputStream().readAllBytes();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
