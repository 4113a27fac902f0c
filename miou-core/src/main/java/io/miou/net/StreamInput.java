package io.miou.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream as an {@link InputStream}. For the users of the stream, one at a time. */
final class StreamInput extends InputStream {

    private final ByteStream stream;
    private final byte[] single = new byte[1];

    StreamInput(ByteStream stream) {
        this.stream = stream;
    }

    @Override
    public int read() throws IOException {
        return stream.read(single) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int count = stream.read(target, offset, length);
        return length == 0 ? 0 : count;
    }

    @Override
    public int available() {
        return stream.available();
    }

    @Override
    public void close() {
        stream.close();
    }
}
