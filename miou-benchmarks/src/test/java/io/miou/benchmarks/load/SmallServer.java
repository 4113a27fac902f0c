package io.miou.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** An echo server on blocking sockets, a thread for each client, and its faulty brothers. Any thread. */
final class SmallServer implements AutoCloseable {

    private static final long NEVER = Long.MAX_VALUE;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final AtomicLong received = new AtomicLong();
    private final long holdUntil;
    private final long changedByte;
    private final long hangUpAfter;
    private final int times;

    private SmallServer(long holdUntil, long changedByte, long hangUpAfter, int times) throws IOException {
        this.times = times;
        this.holdUntil = holdUntil;
        this.changedByte = changedByte;
        this.hangUpAfter = hangUpAfter;
        Thread.ofVirtual().start(this::accept);
    }

    static SmallServer echoing() throws IOException {
        return new SmallServer(0, NEVER, NEVER, 1);
    }

    /** Sends nothing back before it has received this number of bytes. */
    static SmallServer holdingBack(long bytes) throws IOException {
        return new SmallServer(bytes, NEVER, NEVER, 1);
    }

    /** Changes the byte with this number before it sends it back. */
    static SmallServer changingByte(long number) throws IOException {
        return new SmallServer(0, number, NEVER, 1);
    }

    /** Sends each byte three times, in an order that nobody promises. */
    static SmallServer threeTimes() throws IOException {
        return new SmallServer(0, NEVER, NEVER, 3);
    }

    static SmallServer hangingUpAfter(long bytes) throws IOException {
        return new SmallServer(0, NEVER, bytes, 1);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** {@return how many bytes have come, on all connections} */
    long received() {
        return received.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: the test has ended.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] held = new byte[(int) Math.max(65536, 2 * holdUntil)];
            long position = 0;
            int count = 0;
            while (position < hangUpAfter) {
                int read = in.read(held, count, held.length - count);
                if (read < 0) {
                    return;
                }
                if (changedByte >= position && changedByte < position + read) {
                    held[count + (int) (changedByte - position)]++;
                }
                position += read;
                count += read;
                received.addAndGet(read);
                if (position >= holdUntil) {
                    for (int time = 0; time < times; time++) {
                        out.write(held, 0, count);
                    }
                    count = 0;
                }
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
