package io.miou.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The bytes that are sent and the bytes that must come back. Both repeat a pattern, so that any part of a stream is a
 * slice of it.
 */
public final class Messages {

    /** The largest number of bytes that one system call moves. */
    static final int CHUNK = 65536;

    private final int size;
    private final int answerSize;
    private final MemorySegment pattern;
    private final MemorySegment expected;
    private final MemorySegment answer;

    /**
     * @param message what is sent
     * @param expected what has to come back for each
     */
    public Messages(byte[] message, byte[] expected) {
        size = message.length;
        answerSize = expected.length;
        pattern = repeat(message);
        this.expected = repeat(expected);
        answer = Arena.ofAuto().allocate(CHUNK);
    }

    /** {@return messages of this size, which come back as they are} */
    public static Messages echo(int size) {
        byte[] message = bytes(size);
        return new Messages(message, message);
    }

    /** {@return this number of bytes, most of them unlike their neighbours} */
    public static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        return bytes;
    }

    /** {@return the message over and over, until a whole chunk can be taken from any position in it} */
    private static MemorySegment repeat(byte[] message) {
        MemorySegment pattern = Arena.ofAuto().allocate(message.length + (long) CHUNK);
        for (long at = 0; at < pattern.byteSize(); at += message.length) {
            int length = (int) Math.min(message.length, pattern.byteSize() - at);
            MemorySegment.copy(message, 0, pattern, ValueLayout.JAVA_BYTE, at, length);
        }
        return pattern;
    }

    /** {@return the length of a message in bytes} */
    int size() {
        return size;
    }

    /** {@return the length of an answer in bytes} */
    int answerSize() {
        return answerSize;
    }

    MemorySegment pattern() {
        return pattern;
    }

    /** {@return the memory for the bytes that a wire receives} */
    MemorySegment answer() {
        return answer;
    }

    /** Fails unless the answer holds what has to come at this position of the stream. */
    void check(int length, long position) throws IOException {
        long start = position % answerSize;
        long wrong = MemorySegment.mismatch(answer, 0, length, expected, start, start + length);
        if (wrong >= 0) {
            throw new IOException("byte " + (position + wrong) + " of a connection is not the one that had to come; "
                    + "look for the fault in the server");
        }
    }
}
