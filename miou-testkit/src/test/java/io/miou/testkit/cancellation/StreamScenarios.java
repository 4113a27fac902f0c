package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.ofNetwork;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.net.FileRegion;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A scenario for each operation of {@code io.miou.net} that moves bytes. */
final class StreamScenarios {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    /** A little more than a connection holds, so that a writer waits for its reader. */
    static final int MUCH = (1 << 16) + 3000;
    private static final int LITTLE = 20;
    private static final int TO_FILE = 7;

    private StreamScenarios() {
    }

    static List<Scenario> all() {
        SharedFile.prepare();
        return List.of(
                // Reading
                ofNetwork("TcpStream.read(ByteBuffer)", rig -> reading(rig, StreamScenarios::read))
                        .andOf("ByteStream.read(ByteBuffer)"),
                ofNetwork("TcpStream.awaitReadable()", rig -> reading(rig, (stream, target) -> {
                    stream.awaitReadable();
                    read(stream, target);
                })).andOf("ByteStream.awaitReadable()"),
                ofNetwork("ByteStream.read(byte[])", rig -> reading(rig, (stream, target) -> {
                    byte[] bytes = new byte[LITTLE];
                    put(target, bytes, stream.read(bytes));
                })),
                ofNetwork("ByteStream.read(byte[], int, int)", rig -> reading(rig, (stream, target) -> {
                    byte[] bytes = new byte[LITTLE];
                    put(target, bytes, stream.read(bytes, 0, 5));
                })),
                ofNetwork("ByteStream.readFully(ByteBuffer)", rig -> reading(rig,
                        (stream, target) -> stream.readFully(target.limit(7))))
                        .andOf("ByteStream.readFully(byte[])"),
                ofNetwork("ByteStream.inputStream()", rig -> reading(rig, (stream, target) -> {
                    byte[] bytes = new byte[LITTLE];
                    put(target, bytes, stream.inputStream().read(bytes));
                })),
                ofNetwork("ByteStream.transferTo(FileChannel, long, long)", rig -> toFile(rig,
                        (stream, region) -> stream.transferTo(region.file(), region.position(), TO_FILE))),
                ofNetwork("TcpStream.transferTo(FileRegion)", rig -> toFile(rig, TcpStream::transferTo))
                        .andOf("ByteStream.transferTo(FileRegion)"),
                // Writing
                ofNetwork("TcpStream.write(ByteBuffer)", rig -> writing(rig, TcpStream::write))
                        .andOf("ByteStream.write(ByteBuffer)"),
                ofNetwork("TcpStream.write(ByteBuffer[])", rig -> writing(rig, StreamScenarios::gather))
                        .andOf("ByteStream.write(ByteBuffer[])"),
                ofNetwork("ByteStream.write(byte[])",
                        rig -> writingUncounted(rig, (stream, bytes) -> stream.write(bytes))),
                ofNetwork("ByteStream.write(byte[], int, int)", rig -> writingUncounted(rig,
                        (stream, bytes) -> stream.write(bytes, 0, bytes.length))),
                ofNetwork("ByteStream.outputStream()", rig -> writingUncounted(rig,
                        (stream, bytes) -> stream.outputStream().write(bytes))),
                ofNetwork("ByteStream.transferFrom(FileChannel, long, long)", rig -> writingUncounted(rig,
                        (stream, bytes) -> requireAll(stream.transferFrom(SharedFile.source(), 0, bytes.length)))),
                ofNetwork("TcpStream.transferFrom(FileRegion)", rig -> writing(rig, StreamScenarios::fromFile))
                        .andOf("ByteStream.transferFrom(FileRegion)"));
    }

    private record Pair(TcpStream near, TcpStream far) {
    }

    private static Pair pair() throws IOException {
        try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
            TcpStream near = TcpStream.connect(listener.localAddress());
            return new Pair(near, listener.accept());
        }
    }

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            // Never 0: that is what is in a file where nothing was written.
            bytes[i] = (byte) (1 + (i * 31 + (i >> 8)) % 255);
        }
        return bytes;
    }

    /** Brings what the victim has read into the target. */
    private interface Collecting {
        void collect(ByteBuffer target) throws IOException;
    }

    private interface Reading {
        void read(TcpStream stream, ByteBuffer target) throws IOException;
    }

    private static void read(TcpStream stream, ByteBuffer target) throws IOException {
        int _ = stream.read(target);
    }

    private static void put(ByteBuffer target, byte[] bytes, int count) {
        target.put(bytes, 0, Math.max(0, count));
    }

    private interface Transferring {
        long transfer(TcpStream stream, FileRegion region) throws IOException;
    }

    /** Checks that the bytes in the file, and then the bytes read afterwards, are exactly the bytes that were sent. */
    private static void toFile(Rig rig, Transferring transferring) throws Exception {
        FileRegion region = SharedFile.newRegion(TO_FILE);
        long start = region.position();
        reading(rig, (stream, _) -> {
            long _ = transferring.transfer(stream, region);
        }, target -> SharedFile.read(start, target.limit(TO_FILE)));
    }

    /**
     * Checks that the bytes the victim has read, and then the bytes read afterwards, are exactly the bytes that were
     * sent.
     */
    private static void reading(Rig rig, Reading reading) throws Exception {
        reading(rig, reading, _ -> {
            // It is in the target.
        });
    }

    private static void reading(Rig rig, Reading reading, Collecting collecting) throws Exception {
        Pair pair = pair();
        byte[] sent = pattern(LITTLE);
        rig.help(() -> {
            try (TcpStream far = pair.far()) {
                far.write(sent, 0, 3);
                rig.rest();
                far.write(sent, 3, LITTLE - 3);
            }
        }, pair.far());
        ByteBuffer target = ByteBuffer.allocate(LITTLE);
        Fate<Boolean> fate = rig.attempt(() -> {
            reading.read(pair.near(), target);
            return true;
        }, pair.near());
        try {
            if (rig.hasBack() && !(fate instanceof Fate.Failed)) {
                collecting.collect(target);
                target.limit(LITTLE);
                while (Rig.<Integer>within(() -> pair.near().read(target)) > 0) {
                    // Until all is there.
                }
                assertThat(target.array()).isEqualTo(sent);
                assertThat(Rig.<Integer>within(() -> pair.near().read(new byte[1]))).isEqualTo(-1);
            }
        } finally {
            closeIfBack(rig, pair.near());
            awaitPeer(rig);
        }
    }

    private static void closeIfBack(Rig rig, TcpStream stream) {
        if (rig.hasBack()) {
            stream.close();
        }
    }

    /** Awaits the peer, whose connection may have been reset by the end of this one. */
    private static void awaitPeer(Rig rig) throws Exception {
        try {
            rig.awaitHelpers();
        } catch (IOException e) {
            assertThat(rig.isReliable() && rig.hasBack())
                    .as("a peer fails only if the network or the victim does: %s", e)
                    .isFalse();
        }
    }

    private interface Writing {
        void write(TcpStream stream, ByteBuffer source) throws IOException;
    }

    private interface UncountedWriting {
        void write(TcpStream stream, byte[] source) throws IOException;
    }

    private static void gather(TcpStream stream, ByteBuffer source) throws IOException {
        ByteBuffer[] parts = {source.slice(0, 1000), source.slice(1000, MUCH - 1000)};
        try {
            stream.write(parts);
        } finally {
            source.position(parts[0].position() + parts[1].position());
        }
    }

    private static void requireAll(long count) {
        assertThat(count).isEqualTo(MUCH);
    }

    private static void fromFile(TcpStream stream, ByteBuffer source) throws IOException {
        FileRegion region = FileRegion.of(SharedFile.source(), 0, MUCH);
        try {
            requireAll(stream.transferFrom(region));
        } finally {
            source.position((int) region.position());
        }
    }

    private static void writing(Rig rig, Writing writing) throws Exception {
        ByteBuffer source = ByteBuffer.wrap(pattern(MUCH));
        byte[] received = written(rig, stream -> writing.write(stream, source));
        if (rig.hasBack() && rig.isReliable()) {
            assertThat(received).hasSize(source.position());
        }
    }

    private static void writingUncounted(Rig rig, UncountedWriting writing) throws Exception {
        byte[] bytes = pattern(MUCH);
        byte[] _ = written(rig, stream -> writing.write(stream, bytes));
    }

    private interface Sending {
        void send(TcpStream stream) throws IOException;
    }

    /**
     * Returns the bytes that the peer got. They must be a prefix of the bytes to write, and all of them if the victim's
     * write was done.
     */
    private static byte[] written(Rig rig, Sending sending) throws Exception {
        Pair pair = pair();
        List<byte[]> received = new ArrayList<>();
        rig.help(() -> {
            try (TcpStream far = pair.far()) {
                received.add(far.inputStream().readAllBytes());
            }
        }, pair.far());
        Fate<Boolean> fate = rig.attempt(() -> {
            sending.send(pair.near());
            return true;
        }, pair.near());
        closeIfBack(rig, pair.near());
        awaitPeer(rig);
        byte[] all = received.isEmpty() ? new byte[0] : received.getFirst();
        assertThat(all).isEqualTo(pattern(all.length));
        if (fate.isDone() && rig.isReliable() && rig.hasBack()) {
            assertThat(all).hasSize(MUCH);
        }
        return all;
    }
}
