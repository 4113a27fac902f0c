package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.miou.net.ByteStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/** The requests of one client, in order. It keeps what was read of the next one. For the client's task. */
final class FileRequests {

    private final ByteStream client;
    private final byte[] bytes = new byte[8192];
    private int filled;

    FileRequests(ByteStream client) {
        this.client = client;
    }

    /** Suspends until a request has begun, or the client has ended. */
    void awaitNext() throws IOException {
        if (filled == 0) {
            client.awaitReadable();
        }
    }

    /** Reads a request; empty if the client has ended. Suspends until it is complete. */
    Optional<FileRequest> next() throws IOException {
        int length = lengthOfHead(0);
        while (length < 0) {
            if (filled == bytes.length) {
                throw new IOException("a request is longer than " + bytes.length + " bytes");
            }
            int count = client.read(bytes, filled, bytes.length - filled);
            if (count < 0 && filled == 0) {
                return Optional.empty();
            }
            if (count < 0) {
                throw new EOFException("the client has ended in the middle of a request");
            }
            filled += count;
            length = lengthOfHead(Math.max(0, filled - count - 3));
        }
        String head = new String(bytes, 0, length, ISO_8859_1);
        filled -= length;
        System.arraycopy(bytes, length, bytes, 0, filled);
        return Optional.of(FileRequest.parse(head));
    }

    /** Returns the length of the head with its empty line, or -1 if it is not complete. */
    private int lengthOfHead(int from) {
        for (int i = from; i + 4 <= filled; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }
}
