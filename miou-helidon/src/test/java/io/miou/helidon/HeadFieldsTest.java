package io.miou.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2HuffmanEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadFieldsTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;
    private static final int ROUNDS = 2000;

    private static byte[] randomBytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Writes a number behind a prefix of some bits (RFC 7541, 5.1), now and then longer than it needs to be. */
    private static void number(Random random, ByteArrayOutputStream out, int flags, int bits, int value) {
        int largest = (1 << bits) - 1;
        if (value < largest) {
            out.write(flags | value);
            return;
        }
        out.write(flags | largest);
        int left = value - largest;
        for (; left >= 0x80; left >>= 7) {
            out.write(left & 0x7f | 0x80);
        }
        int zeros = random.nextInt(10) == 0 ? random.nextInt(1, 12) : 0;
        out.write(left | (zeros > 0 ? 0x80 : 0));
        for (int i = 1; i <= zeros; i++) {
            out.write(i == zeros ? 0 : 0x80);
        }
    }

    private static void text(Random random, ByteArrayOutputStream out) {
        int length = random.nextInt(4) == 0 ? random.nextInt(500) : random.nextInt(20);
        number(random, out, random.nextBoolean() ? 0x80 : 0, 7, length);
        out.writeBytes(randomBytes(random, length));
    }

    /** Writes fields of each kind, whose texts are anything. */
    private static byte[] anyFields(Random random, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i > 0; i--) {
            number(random, out, 0x20, 5, random.nextInt(5000));
        }
        for (int i = 0; i < count; i++) {
            int index = random.nextInt(3) == 0 ? random.nextInt(1, 400) : random.nextInt(1, 60);
            int kind = random.nextInt(4);
            if (kind == 0) {
                number(random, out, 0x80, 7, index);
                continue;
            }
            boolean named = random.nextBoolean();
            number(random, out, kind == 1 ? 0x40 : kind == 2 ? 0x10 : 0, kind == 1 ? 6 : 4, named ? 0 : index);
            if (named) {
                text(random, out);
            }
            text(random, out);
        }
        return out.toByteArray();
    }

    /** Writes a head in one frame with priority and padding, or in several with priority. */
    private static void head(Random random, ByteArrayOutputStream out, byte[] fields) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean whole = random.nextBoolean();
        boolean padded = whole && random.nextBoolean();
        boolean priority = random.nextBoolean();
        int padding = padded ? random.nextInt(256) : 0;
        if (padded) {
            content.write(padding);
        }
        if (priority) {
            content.writeBytes(randomBytes(random, 5));
        }
        int flags = (padded ? PADDED : 0) | (priority ? PRIORITY : 0);
        int sent = whole ? fields.length : random.nextInt(fields.length + 1);
        content.write(fields, 0, sent);
        content.writeBytes(randomBytes(random, padding));
        out.writeBytes(Http2Frames.frame(HEADERS, flags | (whole ? END_HEADERS : 0), 1, content.toByteArray()));
        for (boolean last = whole; !last;) {
            int next = Math.min(fields.length, sent + random.nextInt(200));
            last = next == fields.length;
            out.writeBytes(Http2Frames.frame(CONTINUATION, last ? END_HEADERS : 0, 1,
                    Arrays.copyOfRange(fields, sent, next)));
            sent = next;
        }
    }

    private static void preface(ByteArrayOutputStream out) {
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        out.writeBytes(Http2Frames.SETTINGS);
    }

    private static boolean areTooMany(Random random, byte[] all, int most) {
        HeadFields fields = new HeadFields(most);
        ResetFrames frames = new ResetFrames(fields);
        frames.begin();
        int largest = random.nextBoolean() ? 3 : 2000;
        for (int i = 0; i < all.length;) {
            int end = Math.min(all.length, i + random.nextInt(1, largest));
            frames.read(Arrays.copyOfRange(all, i, end), stream -> assertThat(stream).isZero());
            i = end;
        }
        return fields.areTooMany();
    }

    @Test
    void fieldsOfEachKind_areCountedWhereverTheBytesAreCut() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            preface(out);
            int most = 0;
            for (int heads = random.nextInt(1, 5); heads > 0; heads--) {
                int count = random.nextInt(1, 40);
                most = Math.max(most, count);
                head(random, out, anyFields(random, count));
                out.writeBytes(Http2Frames.frame(DATA, 0, 1, randomBytes(random, random.nextInt(100))));
            }
            assertThat(areTooMany(random, out.toByteArray(), most)).as("seed %d", seed).isFalse();
            assertThat(areTooMany(random, out.toByteArray(), most - 1)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void fieldsOfAnotherEncoder_areCounted() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Http2Headers.DynamicTable table = Http2Headers.DynamicTable.create(4096);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            preface(out);
            int most = 0;
            for (int heads = random.nextInt(1, 5); heads > 0; heads--) {
                WritableHeaders<?> headers = WritableHeaders.create();
                int count = random.nextInt(30);
                for (int i = 0; i < count; i++) {
                    headers.set(HeaderNames.create("x-" + i), "v".repeat(random.nextInt(200)) + random.nextInt(3));
                }
                Http2Headers all = Http2Headers.create(headers).method(Method.GET).path("/").scheme("http")
                        .authority("a");
                BufferData encoded = BufferData.growing(512);
                all.write(table, Http2HuffmanEncoder.create(), encoded);
                most = Math.max(most, count + 4);
                head(random, out, encoded.readBytes());
            }
            assertThat(areTooMany(random, out.toByteArray(), most)).as("seed %d", seed).isFalse();
            assertThat(areTooMany(random, out.toByteArray(), most - 1)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void paddingBeforeAContinuation_isRefused() {
        for (int padding = 0; padding < 2; padding++) {
            byte[] content = {(byte) padding, (byte) 0x82, 0};
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            preface(out);
            out.writeBytes(Http2Frames.frame(HEADERS, PADDED, 1, content));
            assertThat(areTooMany(new Random(1), out.toByteArray(), 100)).isEqualTo(padding > 0);
        }
    }
}
