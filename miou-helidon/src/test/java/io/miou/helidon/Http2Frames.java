package io.miou.helidon;

import java.nio.ByteBuffer;

/** Frames of HTTP/2 that a test sends by hand. */
final class Http2Frames {

    /** SETTINGS without any. */
    static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    private Http2Frames() {
    }

    /** HEADERS of a request: GET, http, the path / from the static table, and the authority a. */
    static byte[] getRoot(int stream) {
        return new byte[]{0, 0, 6, 1, 5, 0, 0, 0, (byte) stream, (byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};
    }

    /** A frame of any type. */
    static byte[] frame(int type, int flags, int stream, byte[] content) {
        return ByteBuffer.allocate(9 + content.length).put((byte) (content.length >> 16))
                .putShort((short) content.length).put((byte) type).put((byte) flags).putInt(stream).put(content)
                .array();
    }

    /** RST_STREAM with the code CANCEL. */
    static byte[] reset(int stream) {
        return new byte[]{0, 0, 4, 3, 0, 0, 0, 0, (byte) stream, 0, 0, 0, 8};
    }
}
