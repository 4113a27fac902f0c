package io.miou.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Looks at the header of a record before it is decrypted. Any thread that may use the buffer. Stateless. */
final class TlsRecord {

    // The first byte of a record is its type, the last two of its header are the length of the rest.
    private static final int HEADER = 5;
    private static final byte ALERT = 21;
    private static final byte DATA = 23;

    /** The most bytes of an alert in TLS 1.3: with its type, its tag, and the padding that the JDK adds. */
    private static final int ENCRYPTED_ALERT = 2 + 1 + 16 + 16;

    /** The least bytes of a record that is kept as it is for a reader: to keep its content would take one more copy. */
    private static final int LARGE = 1 << 13;

    private TlsRecord() {
    }

    /**
     * Returns whether the next record is whole and so large that it has content. A small one may be a session ticket.
     */
    static boolean isLarge(@Nullable ByteBuffer net) {
        if (net == null || net.remaining() < LARGE || net.get(net.position()) != DATA) {
            return false;
        }
        int length = length(net);
        return length >= LARGE && net.remaining() >= HEADER + length;
    }

    /** Returns whether the next record may be a close-notify: an alert, or in TLS 1.3 a record as short. */
    static boolean mayBeTheEnd(ByteBuffer net) {
        byte type = net.get(net.position());
        return type == ALERT || type == DATA && net.remaining() >= HEADER && length(net) <= ENCRYPTED_ALERT;
    }

    private static int length(ByteBuffer net) {
        return Short.toUnsignedInt(net.getShort(net.position() + HEADER - Short.BYTES));
    }
}
