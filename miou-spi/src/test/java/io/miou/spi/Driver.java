package io.miou.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Drives a backend as a domain does: tries, and waits for readiness if it would block. Confined to one thread at a
 * time. Closes what it opened.
 */
final class Driver implements AutoCloseable {
    /** A limit that is longer than anything here takes on a slow machine. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(100);

    final Backend backend;
    private final Deque<SocketHandle> opened = new ArrayDeque<>();

    Driver(BackendProvider provider) throws IOException {
        backend = provider.open(new BackendContext(0, 1));
    }

    /** Both ends of a connection. */
    record Pair(StreamHandle client, StreamHandle server) {
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** {@return what is closed with this driver, for tests that open it themselves} */
    <C extends SocketHandle> C closing(C handle) {
        opened.push(handle);
        return handle;
    }

    /** Keeps nothing of a handle that the test has closed, for tests that open very many. */
    void forget(SocketHandle closed) {
        opened.remove(closed);
    }

    ListenHandle listen() throws IOException {
        return listen(loopback(0));
    }

    ListenHandle listen(SocketAddress local) throws IOException {
        return closing(backend.listen(local, new ListenOptions(128, true, false)));
    }

    StreamHandle connect(SocketAddress remote) throws IOException {
        StreamHandle handle = closing(backend.connect(remote));
        for (long start = System.nanoTime(); !handle.isConnected(); requireInTime(start)) {
            await(handle, Direction.WRITE);
            handle.finishConnect();
        }
        return handle;
    }

    StreamHandle accept(ListenHandle listener) throws IOException {
        for (long start = System.nanoTime();; requireInTime(start)) {
            StreamHandle accepted = listener.accept();
            if (accepted != null) {
                return closing(accepted);
            }
            await(listener, Direction.READ);
        }
    }

    Pair pair() throws IOException {
        ListenHandle listener = backend.listen(loopback(0), new ListenOptions(1, true, false));
        try {
            return pair(listener);
        } finally {
            listener.close();
        }
    }

    Pair pair(ListenHandle listener) throws IOException {
        StreamHandle client = connect(listener.localAddress());
        return new Pair(client, accept(listener));
    }

    /** Waits as a fiber does. */
    void await(SocketHandle handle, Direction direction) throws IOException {
        Flag ready = new Flag();
        handle.watch(direction, ready);
        pollUntil(ready::isSet);
    }

    void pollUntil(BooleanSupplier reached) throws IOException {
        for (long start = System.nanoTime(); !reached.getAsBoolean(); requireInTime(start)) {
            backend.poll(SLICE);
        }
    }

    /** Ends a loop that would never end with a broken backend. */
    private static void requireInTime(long start) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
            throw new AssertionError("it hangs, or goes round and round");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new AssertionError("the time limit of the test has passed");
        }
    }

    /** Looks a few times, for tests that expect nothing more to come. */
    void pollSome() throws IOException {
        for (int i = 0; i < 5; i++) {
            backend.pollNow();
        }
    }

    int read(StreamHandle handle, ByteBuffer target) throws IOException {
        for (long start = System.nanoTime();; requireInTime(start)) {
            int count = handle.read(target);
            if (count != SocketHandle.WOULD_BLOCK) {
                return count;
            }
            await(handle, Direction.READ);
        }
    }

    byte[] read(StreamHandle handle, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            if (read(handle, target) == SocketHandle.END_OF_STREAM) {
                throw new AssertionError("the stream ended after " + target.position() + " of " + length + " bytes");
            }
        }
        return target.array();
    }

    SocketAddress receive(DatagramHandle handle, ByteBuffer target) throws IOException {
        for (long start = System.nanoTime();; requireInTime(start)) {
            SocketAddress sender = handle.receive(target);
            if (sender != null) {
                return sender;
            }
            await(handle, Direction.READ);
        }
    }

    void write(StreamHandle handle, byte... bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        for (long start = System.nanoTime(); source.hasRemaining(); requireInTime(start)) {
            if (handle.write(source) == SocketHandle.WOULD_BLOCK) {
                await(handle, Direction.WRITE);
            }
        }
    }

    /** Writes zeros until it would block, and then some more, because the peer's side may still take some in. */
    long fill(StreamHandle handle) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
        long written = 0;
        for (int blockedInARow = 0; blockedInARow < 50;) {
            int count = handle.write(zeros.clear());
            if (count == SocketHandle.WOULD_BLOCK) {
                blockedInARow++;
                backend.poll(TimeUnit.MILLISECONDS.toNanos(1));
            } else {
                blockedInARow = 0;
                written += count;
            }
        }
        return written;
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        backend.close();
    }
}
