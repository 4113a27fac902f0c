package io.miou.testkit.cancellation;

import io.miou.Miou;
import io.miou.net.FileRegion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two files for all worlds. To open one inside a world would make a fiber wait for locks of the JDK that other worlds
 * hold: it would be idle meanwhile, so that the clock goes on, and an interrupt of a cancelled one closes its file.
 *
 * <p>Threads: any; regions do not overlap.
 */
final class SharedFile {

    private static final FileChannel SOURCE = open(StreamScenarios.pattern(StreamScenarios.MUCH));
    private static final FileChannel TARGET = open(new byte[0]);
    private static final AtomicLong END = new AtomicLong();

    private SharedFile() {
    }

    private static FileChannel open(byte[] content) {
        try {
            FileChannel file = FileChannel.open(Files.createTempFile("miou", ".sweep"), StandardOpenOption.READ,
                    StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            int _ = file.write(ByteBuffer.wrap(content));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens them, outside any world. */
    static void prepare() {
        // Initialising this class has done it.
    }

    /** {@return a file with the bytes that scenarios write} */
    static FileChannel source() {
        return SOURCE;
    }

    /** {@return a region of a file in which nothing was written} */
    static FileRegion newRegion(int length) {
        return FileRegion.of(TARGET, END.getAndAdd(length), length);
    }

    /** Reads what was written from a position on into the target, at most up to its limit. From a fiber. */
    static void read(long start, ByteBuffer target) throws IOException {
        byte[] bytes = Miou.<byte[], IOException>blocking(() -> {
            ByteBuffer copy = ByteBuffer.allocate(target.remaining());
            int _ = TARGET.read(copy, start);
            return copy.array();
        });
        for (int i = 0; i < bytes.length && bytes[i] != 0; i++) {
            target.put(bytes[i]);
        }
    }
}
