package io.miou.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.miou.Owned;
import io.miou.net.Buffers;
import io.miou.net.ByteStream;
import io.miou.net.TlsStream;
import io.miou.sync.Mutex;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A stream as Helidon sees it. It has a buffer only while bytes are moved. For the task of its connection; the tasks of
 * its requests may write.
 */
final class StreamSocket implements HelidonSocket {

    private final ByteStream stream;
    private final Peer own;
    private final Peer remote;
    private final String id;

    /** Held for one buffer of Helidon's, which may take several writes. */
    private final Mutex writing = new Mutex();

    StreamSocket(ByteStream stream, String id) {
        this.stream = stream;
        this.own = new Peer(stream.ownAddress().orElseThrow(), List.of());
        this.remote = new Peer(stream.peerAddress().orElseThrow(),
                stream instanceof TlsStream tls ? tls.peerCertificates() : List.of());
        this.id = id;
    }

    ByteStream stream() {
        return stream;
    }

    /**
     * Reads the bytes that have come. Suspends until there is one; null at the end. A client of TLS that ends without
     * close-notify, as many do, has ended too: HTTP itself says where a message ends.
     */
    byte @Nullable [] read() throws IOException {
        try {
            return readSome();
        } catch (SSLException e) {
            if (e.getCause() instanceof EOFException) {
                return null;
            }
            throw e;
        }
    }

    private byte @Nullable [] readSome() throws IOException {
        stream.awaitReadable();
        try (Owned<ByteBuffer> borrowed = Buffers.borrow()) {
            ByteBuffer buffer = borrowed.get();
            int count = stream.read(buffer);
            if (count < 0) {
                return null;
            }
            byte[] bytes = new byte[count];
            buffer.flip().get(bytes);
            return bytes;
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Helidon's contract: null at the end
    public byte[] get() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    @SuppressWarnings("removal") // abstract until Helidon removes it
    public int read(BufferData target) {
        byte[] bytes = get();
        if (bytes == null) {
            return -1;
        }
        target.write(bytes);
        return bytes.length;
    }

    @Override
    public void write(BufferData source) {
        writing.lock();
        try (Owned<ByteBuffer> borrowed = Buffers.borrow()) {
            ByteBuffer buffer = borrowed.get();
            while (!source.consumed()) {
                buffer.clear();
                source.writeTo(buffer, Math.min(source.available(), buffer.remaining()));
                stream.write(buffer.flip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void idle() {
        // For the connections of clients.
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public PeerInfo remotePeer() {
        return remote;
    }

    @Override
    public PeerInfo localPeer() {
        return own;
    }

    @Override
    public boolean isSecure() {
        return stream instanceof TlsStream;
    }

    @Override
    public String socketId() {
        return "miou";
    }

    @Override
    public String childSocketId() {
        return id;
    }
}
