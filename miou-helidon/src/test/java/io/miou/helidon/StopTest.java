package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.miou.net.ServeReport;
import io.miou.sync.Latch;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a server, as its clients see it. */
class StopTest {

    private static final Duration LONG = Duration.ofDays(1);

    /** A routing whose request waits until it is let go. */
    private static final class Gate {

        final CountDownLatch arrived = new CountDownLatch(1);
        final Latch open = new Latch(1);

        HttpRouting.Builder routing() {
            return HttpRouting.builder().get("/", (_, response) -> response.send("hello"))
                    .any("/gate", (request, response) -> {
                        arrived.countDown();
                        open.await();
                        response.send("body " + (request.content().hasEntity()
                                ? request.content().as(byte[].class).length
                                : 0));
                    });
        }

        void awaitArrival() throws InterruptedException {
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static CompletableFuture<ServeReport> stopLater(RunningServer server) {
        server.beginStop();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.stop();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @OnEachEngine
    void requestOfHttp1_getsItsAnswer(Variant variant) throws Exception {
        Gate gate = new Gate();
        try (RunningServer server = RunningServer.start(variant.launcher(),
                HelidonServer.at("127.0.0.1", 0).grace(LONG).routing(gate.routing()));
                RawClient idle = new RawClient(server);
                RawClient client = new RawClient(server)) {
            String _ = idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("hello");
            client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
            gate.awaitArrival();
            CompletableFuture<ServeReport> report = stopLater(server);
            assertThat(idle.readAll()).isEmpty();
            gate.open.countDown();
            assertThat(client.readAll()).startsWith("HTTP/1.1 200").endsWith("body 0");
            assertThat(report.get(60, TimeUnit.SECONDS)).isEqualTo(new ServeReport(2, 0, 0, 0, 0));
        }
    }

    @Test
    void bodyThatIsExpected_isReadAfterTheStop() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RunningServer server = RunningServer.start(HelidonServer.at("127.0.0.1", 0).grace(LONG)
                .routing(HttpRouting.builder().post("/", (request, response) -> {
                    arrived.countDown();
                    response.send(request.content().as(String.class));
                })));
                RawClient client = new RawClient(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<ServeReport> report = stopLater(server);
            Thread.sleep(300);
            assertThat(client.send("abcd").readAll()).startsWith("HTTP/1.1 200").endsWith("abcd");
            assertThat(report.get(60, TimeUnit.SECONDS).served()).isEqualTo(1);
        }
    }

    @OnEachEngine
    void requestOfHttp2_getsItsAnswer(Variant variant) throws Exception {
        variant.requireHttp2();
        Gate gate = new Gate();
        try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build();
                RunningServer server = RunningServer.start(variant.launcher(),
                        HelidonServer.at("127.0.0.1", 0).grace(LONG).routing(gate.routing()))) {
            HttpResponse<String> first = client.send(HttpRequest.newBuilder(server.uri("/")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(first.version()).isEqualTo(Version.HTTP_2);
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                    HttpRequest.newBuilder(server.uri("/gate"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000_000])).build(),
                    HttpResponse.BodyHandlers.ofString());
            gate.awaitArrival();
            CompletableFuture<ServeReport> report = stopLater(server);
            Thread.sleep(200);
            gate.open.countDown();
            assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("body 1000000");
            assertThat(report.get(60, TimeUnit.SECONDS)).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        }
    }

    @OnEachEngine
    void idleClientOfHttp2_isToldToGoAway(Variant variant) throws Exception {
        variant.requireHttp2();
        try (RunningServer server = RunningServer.start(variant.launcher(), HelidonServer.at("127.0.0.1", 0).grace(LONG)
                .routing(HttpRouting.builder().get("/", (_, response) -> response.send("hello"))));
                RawClient client = new RawClient(server)) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2Frames.SETTINGS).send(Http2Frames.getRoot(1));
            String _ = client.readUntil("hello");
            CompletableFuture<ServeReport> report = stopLater(server);
            byte[] last = client.readAllBytes();
            assertThat(Arrays.copyOfRange(last, last.length - 17, last.length))
                    .containsExactly(0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
            assertThat(report.get(60, TimeUnit.SECONDS)).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        }
    }

    @OnEachEngine
    void requestBeyondTheGrace_isCancelled(Variant variant) throws Exception {
        Gate gate = new Gate();
        try (RunningServer server = RunningServer.start(variant.launcher(),
                HelidonServer.at("127.0.0.1", 0).grace(Duration.ofMillis(100)).routing(gate.routing()));
                RawClient client = new RawClient(server)) {
            client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
            gate.awaitArrival();
            CompletableFuture<ServeReport> report = stopLater(server);
            assertThat(client.readAll()).isEmpty();
            assertThat(report.get(60, TimeUnit.SECONDS)).isEqualTo(new ServeReport(0, 0, 0, 1, 0));
        }
    }
}
