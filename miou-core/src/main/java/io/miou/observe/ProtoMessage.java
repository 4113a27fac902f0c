package io.miou.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encodes a message of Protocol Buffers: fields that are numbers, texts or messages (ADR 129). Confined to one thread.
 */
final class ProtoMessage {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int LONGEST_VARINT = 10;
    private static final int CONTINUED = 0x80;

    private byte[] bytes = new byte[256];
    private int size;

    /** Forgets all fields. */
    ProtoMessage clear() {
        size = 0;
        return this;
    }

    /** Adds a field of type {@code uint64}, {@code int64} or an enum. */
    ProtoMessage number(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    /** Adds a field of type {@code fixed64}. */
    ProtoMessage fixed(int field, long value) {
        tag(field, FIXED_64);
        reserve(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[size++] = (byte) (value >>> (i * Byte.SIZE));
        }
        return this;
    }

    /** Adds a field of type {@code string}. */
    ProtoMessage text(int field, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, text, text.length);
    }

    /** Adds a field that is a message. */
    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.bytes, value.size);
    }

    /** Adds the fields of another message of the same type. */
    void append(ProtoMessage other) {
        reserve(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** Writes the fields, without a length. */
    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    private ProtoMessage bytes(int field, byte[] value, int length) {
        tag(field, BYTES);
        varint(length);
        reserve(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
        return this;
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        reserve(LONGEST_VARINT);
        long rest = value;
        while ((rest & -CONTINUED) != 0) {
            bytes[size++] = (byte) (rest | CONTINUED);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
