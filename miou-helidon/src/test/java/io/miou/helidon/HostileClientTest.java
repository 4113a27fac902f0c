package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that send what no client should. */
class HostileClientTest {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Requests and their status. Helidon answers with 400 where 431 would fit, and with 500 to bad chunks. */
    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("both framings", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED, "400"),
                Arguments.of("two lengths",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 0\r\n\r\n"
                                + SMUGGLED,
                        "400"),
                Arguments.of("list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 4\r\n\r\n" + SMUGGLED,
                        "400"),
                Arguments.of("sign before length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd"
                        + SMUGGLED, "400"),
                Arguments.of("chunked twice",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n"
                                + "0\r\n\r\n" + SMUGGLED,
                        "400"),
                Arguments.of("chunked is not last", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n"
                        + "\r\n0\r\n\r\n" + SMUGGLED, "400"),
                Arguments.of("bare CR in header", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n" + SMUGGLED, "400"),
                Arguments.of("bare CR in request line", "GET /\rsmuggled HTTP/1.1\r\nHost: a\r\n\r\n" + SMUGGLED,
                        "400"),
                Arguments.of("bare LF", "GET / HTTP/1.1\nHost: a\n\n" + SMUGGLED, "400"),
                Arguments.of("obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n" + SMUGGLED, "400"),
                Arguments.of("space before colon", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\nabcd"
                        + SMUGGLED, "400"),
                Arguments.of("no host", "GET / HTTP/1.1\r\n\r\n" + SMUGGLED, "400"),
                Arguments.of("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + SMUGGLED, "400"),
                Arguments.of("chunk size is no number",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "zz\r\n\r\n" + SMUGGLED,
                        "500"),
                Arguments.of("long chunk size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "1000000000000000000000\r\n\r\n" + SMUGGLED, "500"),
                Arguments.of("request after bad chunks",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "zz\r\nzz\r\n" + SMUGGLED,
                        "500"),
                Arguments.of("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "505"),
                Arguments.of("HTTP/3.0", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505"),
                Arguments.of("no HTTP", "hello\r\n", "400"),
                Arguments.of("long headers", "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
                        "400"),
                Arguments.of("many headers",
                        "GET / HTTP/1.1\r\nHost: a\r\n" + "X: 0123456789\r\n".repeat(10_000) + "\r\n",
                        "400"),
                Arguments.of("long path", "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void badRequest_getsItsStatusAndEndsTheConnection(String name, String request, String status) throws Exception {
        AtomicInteger handled = new AtomicInteger();
        try (RunningServer server = RunningServer.start(HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder()
                .any("/smuggled", (_, response) -> {
                    handled.incrementAndGet();
                    response.send("smuggled");
                }).any("/", (from, response) -> response.send("length " + from.content().as(byte[].class).length))));
                RawClient client = new RawClient(server)) {
            String answer = client.send(request).readAll();
            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(handled).hasValue(0);
            assertThat(answer).containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @OnEachEngine
    void headThatTrickles_getsStatus408(Variant variant) throws Exception {
        try (RunningServer server = RunningServer.start(variant.launcher(),
                HelidonServer.at("127.0.0.1", 0).requestHead(Duration.ofMillis(300)))) {
            for (String part : List.of("G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX", "PRI * HT")) {
                try (RawClient client = new RawClient(server)) {
                    assertThat(client.send(part).readAll()).as(part).startsWith("HTTP/1.1 408");
                }
            }
            try (RawClient client = new RawClient(server)) {
                // Each byte comes in time, and the whole does not.
                String answer = "";
                for (int i = 0; i < 10_000 && answer.isEmpty(); i++) {
                    client.send("x");
                    Thread.sleep(5);
                    answer = client.available();
                }
                assertThat(answer).startsWith("HTTP/1.1 408");
            }
        }
    }

    @OnEachEngine
    void clientWithoutRequest_isClosedAfterTheIdleLimit(Variant variant) throws Exception {
        try (RunningServer server = RunningServer.start(variant.launcher(),
                HelidonServer.at("127.0.0.1", 0).idle(Duration.ofSeconds(2))
                        .routing(HttpRouting.builder().get("/", (_, response) -> response.send("hello"))));
                RawClient silent = new RawClient(server);
                RawClient client = new RawClient(server)) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("hello")).startsWith("HTTP/1.1 200");
            assertThat(silent.readAll()).isEmpty();
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void slowRequest_isNotIdle() throws Exception {
        try (RunningServer server = RunningServer.start(HelidonServer.at("127.0.0.1", 0).idle(Duration.ofSeconds(2))
                .requestHead(Duration.ofSeconds(2))
                .routing(HttpRouting.builder().post("/", (request, response) -> {
                    Miou.sleep(Duration.ofMillis(2_500));
                    response.send(request.content().as(String.class));
                })));
                RawClient client = new RawClient(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
            Thread.sleep(3_000);
            assertThat(client.send("cd").readUntil("abcd")).startsWith("HTTP/1.1 200");
        }
    }

    @OnEachEngine
    void clientThatGoesInTheMiddle_isNoFailureOfTheServer(Variant variant) throws Exception {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        try (RunningServer server = RunningServer.start(variant.launcher(), HelidonServer.at("127.0.0.1", 0)
                .failed((_, failure) -> failures.add(failure)).routing(HttpRouting.builder()
                        .post("/", (request, response) -> response.send(request.content().as(String.class)))))) {
            for (String part : List.of("", "GET", "GET / HTTP/1.1\r\nHo",
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\na")) {
                try (RawClient client = new RawClient(server)) {
                    client.send(part).socket().shutdownOutput();
                    String _ = client.readAll();
                }
            }
            assertThat(server.stop().failed()).isZero();
            assertThat(failures).isEmpty();
        }
    }
}
