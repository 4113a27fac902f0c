package io.miou.helidon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.health.HealthCheckResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.health.HealthObserver;
import io.helidon.webserver.sse.SseSink;
import io.miou.Miou;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Features of Helidon that have code outside of routing and protocols. */
class FeaturesTest {

    private static HttpResponse<String> get(RunningServer server, String path) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofString());
        }
    }

    @OnEachEngine
    void observability_hasItsEndpoints(Variant variant) throws Exception {
        HelidonServer server = HelidonServer.at("127.0.0.1", 0)
                .features(ObserveFeature.builder().observersDiscoverServices(false)
                        .addObserver(HealthObserver.builder().details(true)
                                .addCheck(() -> HealthCheckResponse.builder().status(true).build()).build())
                        .build())
                .routing(HttpRouting.builder().get("/*", (_, response) -> response.send("mine")));
        try (RunningServer running = RunningServer.start(variant.launcher(), server)) {
            assertThat(get(running, "/observe/health").statusCode()).isIn(Status.OK_200.code(),
                    Status.NO_CONTENT_204.code());
            assertThat(get(running, "/anything").body()).isEqualTo("mine");
        }
    }

    @OnEachEngine
    void serverSentEvents_comeOneByOne(Variant variant) throws Exception {
        HelidonServer server = HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder()
                .get("/events", (_, response) -> {
                    try (SseSink sink = response.sink(SseSink.TYPE)) {
                        sink.emit(SseEvent.create("one"));
                        Miou.sleep(Duration.ofMillis(20));
                        sink.emit(SseEvent.builder().name("last").data("two").build());
                    }
                }));
        try (RunningServer running = RunningServer.start(variant.launcher(), server);
                RawClient client = new RawClient(running)) {
            client.send("GET /events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
            assertThat(client.readUntil("data:one\n\n")).contains("text/event-stream");
            assertThat(client.readUntil("data:two\n\n")).contains("event:last");
        }
    }

    @OnEachEngine
    void serverSentEventsOverHttp2_comeOneByOne(Variant variant) throws Exception {
        variant.requireHttp2();
        io.miou.sync.Latch seen = new io.miou.sync.Latch(1);
        HelidonServer server = HelidonServer.at("127.0.0.1", 0).tls(Certificates.context())
                .routing(HttpRouting.builder()
                        .get("/events", (_, response) -> {
                            try (SseSink sink = response.sink(SseSink.TYPE)) {
                                sink.emit(SseEvent.create("one"));
                                seen.await();
                                sink.emit(SseEvent.builder().name("last").data("two").build());
                            }
                        }).get("/hello", (_, response) -> response.send("hello")));
        try (RunningServer running = RunningServer.start(variant.launcher(), server);
                HttpClient client = HttpClient.newBuilder().sslContext(Certificates.context()).build()) {
            URI base = URI.create("https://localhost:" + running.port());
            HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(base.resolve("/events"))
                    .header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.headers().firstValue("content-type")).hasValueSatisfying(
                    type -> assertThat(type).startsWith("text/event-stream"));
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("data:one");
                // The connection is free for other requests meanwhile.
                assertThat(client.send(HttpRequest.newBuilder(base.resolve("/hello")).build(), BodyHandlers.ofString())
                        .body()).isEqualTo("hello");
                seen.countDown();
                assertThat(lines.readAllAsString()).contains("event:last", "data:two");
            }
            assertThat(running.stop().failed()).isZero();
        }
    }

    @Test
    void contextOfARequest_keepsWhatAFilterRegisters() throws Exception {
        try (RunningServer running = RunningServer.start(HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder()
                .addFilter((chain, request, _) -> {
                    request.context().register("greeting", "hello");
                    chain.proceed();
                })
                .get("/", (request, response) -> response.send(request.context()
                        .get("greeting", String.class).orElse("nothing")))))) {
            assertThat(get(running, "/").body()).isEqualTo("hello");
        }
    }

    @Test
    void errorHandlersAndReroutes_work() throws Exception {
        try (RunningServer running = RunningServer.start(HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder()
                .get("/from", (_, response) -> response.reroute("/to"))
                .get("/to", (_, response) -> response.send("rerouted"))
                .get("/bad", (_, _) -> {
                    throw new IllegalArgumentException("teapot");
                })
                .error(IllegalArgumentException.class,
                        (_, response, failure) -> response.status(Status.I_AM_A_TEAPOT_418)
                                .send(failure.getMessage()))))) {
            assertThat(get(running, "/from").body()).isEqualTo("rerouted");
            assertThat(get(running, "/bad").statusCode()).isEqualTo(418);
        }
    }

    @Test
    void listenersConfiguration_isUsed() throws Exception {
        HelidonServer server = HelidonServer.at("127.0.0.1", 0)
                .listener(listener -> listener.maxPayloadSize(10).protocolsDiscoverServices(false)
                        .addProtocol(Http1Config.builder().maxPrologueLength(100).build()))
                .routing(HttpRouting.builder().post("/", (request, response) -> response
                        .send(request.content().as(String.class))));
        try (RunningServer running = RunningServer.start(server);
                RawClient client = new RawClient(running);
                RawClient other = new RawClient(running);
                RawClient http2 = new RawClient(running)) {
            assertThat(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n").readAll())
                    .startsWith("HTTP/1.1 413");
            assertThat(other.send("GET /" + "x".repeat(200) + " HTTP/1.1\r\n").readAll()).startsWith("HTTP/1.1 414");
            assertThat(http2.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").readAll()).startsWith("HTTP/1.1 505");
        }
    }

    @Test
    void requestsAtOnce_areLimitedByTheConfiguration() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        io.miou.sync.Latch open = new io.miou.sync.Latch(1);
        HelidonServer server = HelidonServer.at("127.0.0.1", 0)
                .listener(listener -> listener.maxConcurrentRequests(1))
                .routing(HttpRouting.builder().get("/", (_, response) -> {
                    arrived.countDown();
                    open.await();
                    response.header(HeaderNames.ETAG, "x").send("hello");
                }));
        try (RunningServer running = RunningServer.start(server)) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return get(running, "/").body();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            arrived.await();
            assertThat(get(running, "/").statusCode()).isEqualTo(503);
            open.countDown();
            assertThat(first.join()).isEqualTo("hello");
        }
    }

    @Test
    void oneServer_servesSeveralTimes() throws Exception {
        HelidonServer server = HelidonServer.at("127.0.0.1", 0).grace(Duration.ofSeconds(5))
                .routing(HttpRouting.builder().get("/", (_, response) -> response.send("hello")));
        for (int i = 0; i < 2; i++) {
            try (RunningServer running = RunningServer.start(server)) {
                assertThat(get(running, "/").body()).isEqualTo("hello");
            }
        }
    }
}
