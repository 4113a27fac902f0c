package io.miou.net;

import java.io.IOException;
import java.io.OutputStream;

/** A stream as an {@link OutputStream}. For the users of the stream, one at a time. */
final class StreamOutput extends OutputStream {

    private final ByteStream stream;
    private final byte[] single = new byte[1];

    StreamOutput(ByteStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
        single[0] = (byte) value;
        stream.write(single);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        stream.write(source, offset, length);
    }

    @Override
    public void close() {
        stream.close();
    }
}
