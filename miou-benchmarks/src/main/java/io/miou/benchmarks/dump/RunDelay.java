package io.miou.benchmarks.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The time that a thread could have run, but another one had the processor, as Linux counts it. On other systems it is
 * always 0. For the thread that has created it.
 */
final class RunDelay {

    private static final Path SOURCE = Path.of("/proc/thread-self/schedstat");
    private static final int SIZE = 128;

    private final ByteBuffer text = ByteBuffer.allocateDirect(SIZE);
    private final FileChannel source;

    private RunDelay(FileChannel source) {
        this.source = source;
    }

    static RunDelay ofThisThread() throws IOException {
        return new RunDelay(Files.isReadable(SOURCE) ? FileChannel.open(SOURCE) : null);
    }

    /** {@return the nanoseconds since the thread began} */
    long nanos() throws IOException {
        if (source == null) {
            return 0;
        }
        int _ = source.read(text.clear(), 0);
        text.flip();
        // The second of three numbers.
        while (text.get() != ' ') {
            // The first.
        }
        long nanos = 0;
        for (byte digit = text.get(); digit != ' '; digit = text.get()) {
            nanos = nanos * 10 + digit - '0';
        }
        return nanos;
    }
}
