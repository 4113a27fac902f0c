package io.miou.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads from a stream until a buffer is full. Called where the stream may be used. Stateless. */
final class FullRead {

    private FullRead() {
    }

    /** Does what {@link ByteStream#readFully(ByteBuffer)} says. */
    static void into(ByteBuffer target, ByteStream stream) throws IOException {
        // An empty buffer is read into once too: that checks the owner, and is a suspension point.
        do {
            if (stream.read(target) < 0 && target.hasRemaining()) {
                throw new EOFException("the stream has ended " + target.remaining()
                        + " bytes too early; treat it as a connection that was lost");
            }
        } while (target.hasRemaining());
    }
}
