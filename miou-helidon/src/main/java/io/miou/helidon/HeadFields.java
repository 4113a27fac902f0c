package io.miou.helidon;

/**
 * Counts the header fields in each head that a client of HTTP/2 sends, without decoding them (RFC 7541, 6). Helidon
 * limits the bytes of a head, but each byte may stand for a field that was sent before. Confined to the connection's
 * task.
 *
 * <p>It reads what Helidon reads. If bytes are no fields at all, Helidon refuses them too.
 */
final class HeadFields {

    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_LENGTH = 5;

    /** Marks that another byte of a number follows. */
    private static final int MORE = 0x80;

    private static final int LARGEST_LENGTH = 1 << 30;

    /** The meaning of the next byte. */
    private enum Next {
        FIELD, REST_OF_INDEX, REST_OF_NAME_INDEX, NAME_LENGTH, REST_OF_NAME_LENGTH, VALUE_LENGTH, REST_OF_VALUE_LENGTH
    }

    private final int most;

    private Next next = Next.FIELD;
    private int count;
    private boolean tooMany;

    /** The bytes of a name or a value that come first. */
    private int text;

    /** The length of a name or a value as far as it is known, and the place of its next bits. */
    private long length;
    private int shift;

    // The frame
    private boolean padded;
    private boolean last;

    /** The bytes of its priority that come first. */
    private int priority;

    /** The bytes of the frame that are left, without padding. */
    private int left;

    /** @param most the most fields of a head */
    HeadFields(int most) {
        this.most = most;
    }

    /** Returns whether a head had too many fields. */
    boolean areTooMany() {
        return tooMany;
    }

    /** Begins a frame of any type. */
    void begin(int type, int flags, int length) {
        left = type == HEADERS || type == CONTINUATION ? length : 0;
        padded = type == HEADERS && (flags & PADDED) != 0;
        priority = type == HEADERS && (flags & PRIORITY) != 0 ? PRIORITY_LENGTH : 0;
        last = (flags & END_HEADERS) != 0;
        if (type == HEADERS) {
            next = Next.FIELD;
            text = 0;
            count = 0;
        }
    }

    /** Reads the next bytes of a frame. */
    void read(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && left > 0) {
            int skipped = Math.min(Math.min(priority > 0 ? priority : text, left), to - position);
            if (padded) {
                padding(bytes[position] & 0xff);
                skipped = 1;
            } else if (priority > 0) {
                priority -= skipped;
            } else if (text > 0) {
                text -= skipped;
            } else {
                next = after(bytes[position] & 0xff);
                skipped = 1;
            }
            position += skipped;
            left -= skipped;
        }
    }

    private void padding(int length) {
        padded = false;
        left -= length;
        // Helidon would take the padding for fields, and an attacker could make the two disagree where a field begins.
        tooMany |= length > 0 && !last;
    }

    /** Takes a byte, and returns what comes after it, and after the text if its last length has ended. */
    private Next after(int value) {
        return switch (next) {
            case FIELD -> field(value);
            case REST_OF_INDEX -> value < MORE ? Next.FIELD : next;
            case REST_OF_NAME_INDEX -> value < MORE ? Next.VALUE_LENGTH : next;
            case NAME_LENGTH -> length(value & 0x7f) ? Next.VALUE_LENGTH : Next.REST_OF_NAME_LENGTH;
            case VALUE_LENGTH -> length(value & 0x7f) ? Next.FIELD : Next.REST_OF_VALUE_LENGTH;
            case REST_OF_NAME_LENGTH -> restOfLength(value) ? Next.VALUE_LENGTH : next;
            case REST_OF_VALUE_LENGTH -> restOfLength(value) ? Next.FIELD : next;
        };
    }

    private Next field(int value) {
        if (value >= 0x80) {
            found();
            return (value & 0x7f) == 0x7f ? Next.REST_OF_INDEX : Next.FIELD;
        }
        if (value >= 0x20 && value < 0x40) {
            // The size of the table.
            return (value & 0x1f) == 0x1f ? Next.REST_OF_INDEX : Next.FIELD;
        }
        found();
        int largest = value >= 0x40 ? 0x3f : 0xf;
        int index = value & largest;
        return index == 0 ? Next.NAME_LENGTH : index == largest ? Next.REST_OF_NAME_INDEX : Next.VALUE_LENGTH;
    }

    private void found() {
        count++;
        tooMany |= count > most;
    }

    /** Begins a length. Returns whether it is complete. */
    private boolean length(int begin) {
        shift = 0;
        length = begin;
        return begin < 0x7f && complete();
    }

    private boolean restOfLength(int value) {
        // Any number of zeros may follow. All else that is so large is larger than its head, and Helidon refuses it.
        length = shift > 28 && (value & 0x7f) == 0
                ? length
                : Math.min(LARGEST_LENGTH, length + ((value & 0x7fL) << Math.min(shift, 35)));
        shift = Math.min(shift + 7, 35);
        return value < MORE && complete();
    }

    private boolean complete() {
        text = (int) length;
        return true;
    }
}
