package io.miou.net;

import java.io.IOException;
import java.io.InputStream;

/**
 * An input that can wait for its next byte without a buffer of the caller. It reads that byte ahead. One thread reads
 * at a time; {@link #close} is for any thread, also during a read.
 */
final class ReadAhead extends InputStream {

    private static final int NOTHING = -1;

    private final InputStream in;

    /** The byte that was read ahead, or {@link #NOTHING}. */
    private volatile int ahead = NOTHING;

    ReadAhead(InputStream in) {
        this.in = in;
    }

    /** Waits until a read would not wait: for a byte or the end. */
    void fetch() throws IOException {
        if (ahead == NOTHING) {
            ahead = in.read();
        }
    }

    @Override
    public int read() throws IOException {
        int first = ahead;
        if (first == NOTHING) {
            return in.read();
        }
        ahead = NOTHING;
        return first;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ahead == NOTHING || length == 0) {
            return in.read(target, offset, length);
        }
        target[offset] = (byte) read();
        return 1 + moreAtOnce(target, offset + 1, length - 1);
    }

    /** Reads the bytes that have come; none if that fails, because the next read fails again. */
    private int moreAtOnce(byte[] target, int offset, int length) {
        try {
            return length > 0 && in.available() > 0 ? Math.max(0, in.read(target, offset, length)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public int available() throws IOException {
        return ahead == NOTHING ? in.available() : 1 + in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Returns the name of the class of the input. */
    String name() {
        return in.getClass().getName();
    }
}
