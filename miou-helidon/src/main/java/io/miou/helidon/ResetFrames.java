package io.miou.helidon;

import java.util.function.IntConsumer;

/**
 * Finds RST_STREAM in the bytes that a client of HTTP/2 sends (RFC 9113, 4.1 and 6.4), and passes heads on to be
 * counted. It looks at the beginnings of frames only, and judges nothing: that is Helidon's. Confined to the
 * connection's task.
 */
final class ResetFrames {

    /** The bytes that a client begins with. */
    private static final int PREFACE_LENGTH = 24;
    private static final int HEAD_LENGTH = 9;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int RST_STREAM = 3;
    private static final int FIRST_OF_STREAM = 5;

    private final byte[] head = new byte[HEAD_LENGTH];
    private final HeadFields fields;
    private boolean watching;

    /** How much of the next head has come. */
    private int inHead;

    /** How much of the preface or of a frame's content comes before the next head. */
    private int toSkip;

    ResetFrames(HeadFields fields) {
        this.fields = fields;
    }

    /** Begins to watch, from the preface on. */
    void begin() {
        watching = true;
        toSkip = PREFACE_LENGTH;
        inHead = 0;
    }

    /** Takes the next bytes, and tells of each stream that is reset by a frame whose head has ended in them. */
    void read(byte[] bytes, IntConsumer reset) {
        int position = watching ? 0 : bytes.length;
        while (position < bytes.length) {
            int skipped = Math.min(toSkip, bytes.length - position);
            fields.read(bytes, position, position + skipped);
            toSkip -= skipped;
            position += skipped;
            int taken = Math.min(HEAD_LENGTH - inHead, bytes.length - position);
            System.arraycopy(bytes, position, head, inHead, taken);
            inHead += taken;
            position += taken;
            if (inHead == HEAD_LENGTH) {
                inHead = 0;
                toSkip = number(0, 3);
                fields.begin(head[TYPE], head[FLAGS], toSkip);
                if (head[TYPE] == RST_STREAM) {
                    reset.accept(number(FIRST_OF_STREAM, 4) & Integer.MAX_VALUE);
                }
            }
        }
    }

    private int number(int first, int bytes) {
        int number = 0;
        for (int i = first; i < first + bytes; i++) {
            number = number << 8 | head[i] & 0xff;
        }
        return number;
    }
}
