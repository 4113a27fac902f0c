package io.miou.net;

import io.miou.Ownership;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;

/**
 * The decrypted bytes of a connection, as a stream. {@link TlsStream} adds what was agreed on. The two are apart
 * because the client of a server is a {@link TlsStream} whose waits the server ends: then a {@link ServedStream} is
 * between.
 *
 * <p>Threads: those of {@link TlsStream}.
 */
final class TlsContent implements ByteStream {

    private final ByteStream transport;
    private final TlsConnection connection;

    TlsContent(ByteStream transport, TlsConnection connection) {
        this.transport = transport;
        this.connection = connection;
    }

    void handshake() throws IOException {
        connection.establish(beginOperation());
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        BufferChecks.requireWritable(target, "read into");
        BufferChecks.requireUsable(target);
        Task<?> task = beginOperation();
        int count = connection.read(task, target);
        task.moved(count);
        return count;
    }

    /** Reads what has come; see {@link TlsConnection#readNow}. */
    int readNow(ByteBuffer target, ServedStream.NowReading now) throws IOException {
        Task<?> task = beginOperation();
        int count = connection.readNow(task, target, now);
        task.moved(Math.max(count, 0));
        return count;
    }

    @Override
    public void awaitReadable() throws IOException {
        connection.awaitReadable(beginOperation());
    }

    @Override
    public int available() {
        if (connection.gate().holding().isClosed()) {
            return 0;
        }
        check();
        return connection.available();
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        write(new ByteBuffer[]{source});
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        BufferChecks.requireSources(sources);
        connection.write(beginOperation(), sources);
    }

    @Override
    public void shutdownOutput() throws IOException {
        TlsGate gate = connection.gate();
        gate.requireUsable();
        if (gate.isShutDown()) {
            return;
        }
        if (!gate.isEstablished()) {
            connection.establish(beginOperation());
        }
        connection.shutdownOutput(Task.current());
    }

    @Override
    public void close() {
        if (Task.isOnFiber() && connection.gate().holding().isOwnedByCaller()) {
            connection.sayGoodbye(Task.current());
        }
        transport.close();
    }

    @Override
    public Optional<SocketAddress> peerAddress() {
        return transport.peerAddress();
    }

    @Override
    public Optional<SocketAddress> ownAddress() {
        return transport.ownAddress();
    }

    @Override
    public Ownership ownership() {
        return connection.gate().holding();
    }

    @Override
    public void check() {
        transport.check();
    }

    @Override
    public void disown() {
        transport.disown();
    }

    @Override
    public TlsContent adopt() {
        ByteStream _ = transport.adopt();
        return this;
    }

    @Override
    public TlsContent transfer() {
        ByteStream _ = transport.transfer();
        return this;
    }

    private Task<?> beginOperation() throws ClosedChannelException {
        Task<?> task = Task.current();
        try {
            connection.gate().requireUsable();
        } catch (ClosedChannelException | RuntimeException | Error e) {
            task.refused();
            throw e;
        }
        task.beginOperation();
        return task;
    }

    @Override
    public String toString() {
        return "TLS over " + transport;
    }
}
