package io.miou.backend.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes a write that failed because the peer reads no more (EPIPE) from other failures. The JDK throws an
 * {@link IOException} for both, and only its words differ: those of the system, in its language. So the words are
 * learned from a pipe whose reading end is closed.
 *
 * <p>Any thread.
 */
final class BrokenPipe {

    private static volatile @Nullable String words;

    private BrokenPipe() {
    }

    /** {@return whether it is one; false also if the words could not be learned} */
    static boolean is(IOException failure) {
        String known = words;
        if (known == null) {
            known = provoke();
            words = known;
        }
        return known != null && known.equals(failure.getMessage());
    }

    @Nullable
    private static String provoke() {
        Pipe pipe;
        try {
            pipe = Pipe.open();
        } catch (IOException e) {
            return null; // No descriptors: the next failure tries again.
        }
        try (Pipe.SinkChannel sink = pipe.sink()) {
            pipe.source().close();
            sink.write(ByteBuffer.allocate(1));
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
