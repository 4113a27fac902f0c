package io.miou.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What is sent and what came back: one pattern, repeated, so that any part of the stream is a slice of it. */
public final class Messages {

    /** How much is moved by one system call, at most. */
    static final int CHUNK = 65536;

    private final int size;
    private final MemorySegment pattern;
    private final MemorySegment answer;

    /** @param size of a message, in bytes */
    public Messages(int size) {
        this.size = size;
        pattern = Arena.ofAuto().allocate(size + (long) CHUNK);
        answer = Arena.ofAuto().allocate(CHUNK);
        for (int i = 0; i < pattern.byteSize(); i++) {
            pattern.set(ValueLayout.JAVA_BYTE, i, (byte) (i % size * 31 + 7));
        }
    }

    int size() {
        return size;
    }

    MemorySegment pattern() {
        return pattern;
    }

    /** {@return where a wire puts what it receives} */
    MemorySegment answer() {
        return answer;
    }

    /** Fails unless the answer holds what was sent at this position of the stream. */
    void check(int length, long position) throws IOException {
        long start = position % size;
        long wrong = MemorySegment.mismatch(answer, 0, length, pattern, start, start + length);
        if (wrong >= 0) {
            throw new IOException("byte " + (position + wrong) + " of a connection is not the one that was sent; "
                    + "look for the fault in the server");
        }
    }
}
