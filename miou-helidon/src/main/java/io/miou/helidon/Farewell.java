package io.miou.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import java.nio.ByteBuffer;

/** The last words of protocols that have some, for a client whose connection the server ends. Any thread. */
final class Farewell {

    /** A stream number after all others: "open no more". */
    static final int ANY_STREAM = Integer.MAX_VALUE;

    static final int NO_ERROR = 0;

    /** The client sends what costs too much. */
    static final int ENHANCE_YOUR_CALM = 11;

    private static final int GO_AWAY_TYPE = 7;
    private static final int GO_AWAY_LENGTH = 8;
    private static final int FINAL_CLOSE_FRAME = 0x88;
    private static final int GOING_AWAY = 1001;

    private Farewell() {
    }

    /**
     * Returns a GOAWAY frame of HTTP/2 (RFC 9113, 6.8).
     *
     * @param lastStream the last stream that was handled, or {@link #ANY_STREAM}
     * @param code {@link #NO_ERROR} or another code
     */
    static BufferData goAway(int lastStream, int code) {
        byte[] frame = ByteBuffer.allocate(17).putShort((short) 0).put((byte) GO_AWAY_LENGTH).put((byte) GO_AWAY_TYPE)
                .put((byte) 0).putInt(0).putInt(lastStream).putInt(code).array();
        return BufferData.create(frame);
    }

    /** Returns a close frame of WebSocket that says that the server goes away (RFC 6455, 7.4.1). */
    static BufferData webSocketClose() {
        byte[] frame = ByteBuffer.allocate(4).put((byte) FINAL_CLOSE_FRAME).put((byte) 2).putShort((short) GOING_AWAY)
                .array();
        return BufferData.create(frame);
    }

    /** Returns an answer of HTTP/1.1 without a body. */
    static BufferData answer(Status status) {
        return BufferData.create("HTTP/1.1 " + status.code() + " " + status.reasonPhrase()
                + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
}
