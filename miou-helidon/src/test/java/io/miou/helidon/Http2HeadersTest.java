package io.miou.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http2.Http2Config;
import io.miou.sync.Latch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of HTTP/2 whose heads are too large, or cannot be read. */
@Timeout(120)
class Http2HeadersTest {

    private static final int HEADERS = 1;
    private static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** GET, http, the path / and the authority a. */
    private static final byte[] REQUEST = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

    /** A header x with a value of that many letters. */
    private static byte[] header(int size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[]{0, 1, 'x', 0x7f});
        int left = size - 0x7f;
        for (; left >= 0x80; left >>= 7) {
            bytes.write(left & 0x7f | 0x80);
        }
        bytes.write(left);
        byte[] value = new byte[size];
        Arrays.fill(value, (byte) 'v');
        bytes.writeBytes(value);
        return bytes.toByteArray();
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** A head that adds a header to the table and then names it ten thousand times. */
    private static byte[] bomb() {
        byte[] indexed = new byte[10_000];
        Arrays.fill(indexed, (byte) 0xbe);
        return all(REQUEST, new byte[]{0x40, 1, 'x', 1, 'v'}, indexed);
    }

    /** A head in many frames. */
    private static byte[] continued(int lastFlags) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Http2Frames.frame(HEADERS, END_STREAM, 1, REQUEST));
        for (int i = 0; i < 20; i++) {
            bytes.writeBytes(Http2Frames.frame(CONTINUATION, i == 19 ? lastFlags : 0, 1, header(1000)));
        }
        return bytes.toByteArray();
    }

    /** Helidon sums up the frames of a head. One frame, of at most 16 KiB, may be all that is allowed and more. */
    static Stream<Arguments> heads() {
        return Stream.of(Arguments.of("continuations", continued(END_HEADERS)),
                Arguments.of("continuations without an end", continued(0)),
                Arguments.of("one header many times", Http2Frames.frame(HEADERS, END_STREAM | END_HEADERS, 1, bomb())),
                Arguments.of("name of a header that was never sent", Http2Frames.frame(HEADERS,
                        END_STREAM | END_HEADERS, 1, all(REQUEST, new byte[]{(byte) 0xbe}))));
    }

    /** Reads frames until the end of the stream. Returns whether one of them was GOAWAY with an error. */
    private static boolean endsByGoAway(RawClient client) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(client.readAllBytes());
        boolean found = false;
        while (bytes.remaining() >= 9) {
            int length = (bytes.getShort() & 0xffff) << 8 | bytes.get() & 0xff;
            int type = bytes.get();
            byte[] content = new byte[length];
            ByteBuffer _ = bytes.position(bytes.position() + 5).get(content);
            found |= type == GO_AWAY && ByteBuffer.wrap(content).getInt(4) != 0;
        }
        return found;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void headThatIsRefused_endsItsClientAlone(String name, byte[] head) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Latch open = new Latch(1);
        HelidonServer server = HelidonServer.at("127.0.0.1", 0)
                .routing(HttpRouting.builder().get("/", (_, response) -> {
                    arrived.countDown();
                    open.await();
                    response.send("hello");
                }));
        try (RunningServer running = RunningServer.start(server);
                HttpClient good = HttpClient.newHttpClient();
                RawClient bad = new RawClient(running)) {
            HttpRequest request = HttpRequest.newBuilder(running.uri("/")).build();
            CompletableFuture<HttpResponse<String>> answer = good.sendAsync(request, BodyHandlers.ofString());
            try {
                assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
                bad.send(all("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII), Http2Frames.SETTINGS, head));
                assertThat(endsByGoAway(bad)).isTrue();
            } finally {
                open.countDown();
            }
            assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("hello");
            HttpResponse<String> next = good.send(request, BodyHandlers.ofString());
            assertThat(next.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    /** Reads the code of the GOAWAY that ends the connection. */
    private static int codeOfTheEnd(RawClient client) throws IOException {
        byte[] all = client.readAllBytes();
        return ByteBuffer.wrap(all).getInt(all.length - 4);
    }

    private static HelidonServer counting(AtomicInteger handled) {
        return HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder().get("/", (_, response) -> {
            handled.incrementAndGet();
            response.send("hello");
        }));
    }

    @Test
    void headWithManyFields_isNotDecoded() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        byte[] begin = all("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII), Http2Frames.SETTINGS);
        byte[] head = Http2Frames.frame(HEADERS, END_STREAM | END_HEADERS, 1, bomb());
        byte[] upgrade = ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABk\r\n\r\n").getBytes(US_ASCII);
        try (RunningServer server = RunningServer.start(counting(handled))) {
            for (byte[] first : List.of(all(begin, head), all(upgrade, begin, head))) {
                try (RawClient client = new RawClient(server)) {
                    // In one write.
                    assertThat(codeOfTheEnd(client.send(first))).isEqualTo(Farewell.ENHANCE_YOUR_CALM);
                }
            }
            try (RawClient client = new RawClient(server)) {
                client.send(begin);
                assertThat(client.readBytes(9)).hasSize(9);
                assertThat(codeOfTheEnd(client.send(head))).isEqualTo(Farewell.ENHANCE_YOUR_CALM);
            }
            assertThat(server.stop().failed()).isZero();
        }
        assertThat(handled.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void configuration_saysHowManyFieldsAreAllowed() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        HelidonServer server = counting(handled).listener(listener -> listener.protocolsDiscoverServices(false)
                .addProtocol(Http2Config.builder().maxHeaderListSize(100 * 32).build()));
        try (RunningServer running = RunningServer.start(server)) {
            byte[] begin = all("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII), Http2Frames.SETTINGS);
            for (int fields : List.of(100, 101)) {
                byte[] rest = new byte[fields - 4];
                // user-agent, without a value
                Arrays.fill(rest, (byte) (0x80 | 58));
                byte[] head = Http2Frames.frame(HEADERS, END_STREAM | END_HEADERS, 1, all(REQUEST, rest));
                try (RawClient client = new RawClient(running)) {
                    client.send(all(begin, head));
                    if (fields == 100) {
                        assertThat(client.readUntil("hello")).isNotEmpty();
                    } else {
                        assertThat(codeOfTheEnd(client)).isEqualTo(Farewell.ENHANCE_YOUR_CALM);
                    }
                }
            }
            assertThat(handled).hasValue(1);
        }
    }
}
