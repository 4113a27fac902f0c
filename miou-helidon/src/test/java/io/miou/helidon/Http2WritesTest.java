package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import io.miou.TaskCancelled;
import io.miou.net.ClientResetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes of many streams of HTTP/2, which are collected. */
class Http2WritesTest {

    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;

    /** Windows that are as large as can be, so that only the socket is a limit. */
    private static final byte[] LARGEST_STREAM_WINDOW = {0, 4, 0x7f, -1, -1, -1};
    private static final byte[] LARGEST_INCREMENT = {0x7f, -1, 0, 0};

    private static RunningServer start(Variant variant, HttpRouting.Builder routing) throws Exception {
        variant.requireHttp2();
        return RunningServer.start(variant.launcher(), HelidonServer.at("127.0.0.1", 0).grace(Duration.ZERO)
                .routing(routing));
    }

    private static HttpRequest get(RunningServer server, String path) {
        return HttpRequest.newBuilder(server.uri(path)).build();
    }

    /** Asks for / with windows that never end, and leaves the answer unread. */
    private static void askWithoutReading(RawClient client) throws IOException {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2Frames.frame(SETTINGS, 0, 0, LARGEST_STREAM_WINDOW))
                .send(Http2Frames.frame(WINDOW_UPDATE, 0, 0, LARGEST_INCREMENT)).send(Http2Frames.getRoot(1));
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Writes until it fails, from one array whose bytes are changed after each write. */
    private static void writeForever(OutputStream out) throws IOException {
        byte[] bytes = new byte[10_000];
        while (true) {
            out.write(bytes);
            bytes[0]++;
        }
    }

    @OnEachEngine
    void answersOfManyStreams_areComplete(Variant variant) throws Exception {
        HttpRouting.Builder routing = HttpRouting.builder().get("/{size}", (request, response) -> {
            byte[] all = content(request.path().pathParameters().first("size").asInt().get());
            if (all.length % 2 == 0) {
                response.send(all);
                return;
            }
            byte[] part = new byte[1000];
            try (OutputStream out = response.outputStream()) {
                for (int i = 0; i < all.length; i += part.length) {
                    int length = Math.min(part.length, all.length - i);
                    System.arraycopy(all, i, part, 0, length);
                    out.write(part, 0, length);
                    // Writes do not keep the array.
                    Arrays.fill(part, (byte) 0);
                    if (i % 7 == 0) {
                        Miou.yield();
                    }
                }
            }
        });
        Random random = new Random(1);
        try (HttpClient client = HttpClient.newHttpClient(); RunningServer server = start(variant, routing)) {
            // The upgrade from HTTP/1.1 first, so that all others share its connection.
            assertThat(client.send(get(server, "/3"), BodyHandlers.ofByteArray()).body()).isEqualTo(content(3));
            List<Integer> sizes = random.ints(200, 0, 100_000).boxed().toList();
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < sizes.size(); i += 50) {
                for (int size : sizes.subList(i, i + 50)) {
                    answers.add(client.sendAsync(get(server, "/" + size), BodyHandlers.ofByteArray()));
                }
                for (int j = i; j < i + 50; j++) {
                    assertThat(answers.get(j).get(60, TimeUnit.SECONDS).body()).isEqualTo(content(sizes.get(j)));
                }
            }
            assertThat(server.stop().failed()).isZero();
        }
    }

    @OnEachEngine
    void bytesBeforeAWaitInTheJdk_reachTheClient(Variant variant) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        HttpRouting.Builder routing = HttpRouting.builder().get("/", (_, response) -> {
            try (OutputStream out = response.outputStream()) {
                out.write("first".getBytes());
                out.write("then".getBytes());
                seen.await();
                out.write("last".getBytes());
            }
        });
        try (HttpClient client = HttpClient.newHttpClient();
                RunningServer server = start(variant, routing);
                InputStream body = client.send(get(server, "/"), BodyHandlers.ofInputStream()).body()) {
            assertThat(body.readNBytes(9)).isEqualTo("firstthen".getBytes());
            seen.countDown();
            assertThat(body.readAllBytes()).isEqualTo("last".getBytes());
        }
    }

    @OnEachEngine
    void headOfACancelledRequest_leavesTheConnectionUsable(Variant variant) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        HttpRouting.Builder routing = HttpRouting.builder().get("/cancelled", (_, response) -> {
            arrived.countDown();
            try {
                Miou.sleep(Duration.ofDays(1));
            } catch (TaskCancelled e) {
                // The encoder remembers this header for the next head.
                response.header(HeaderNames.create("x-remembered"), "value").send("too late");
            } finally {
                answered.countDown();
            }
        }).get("/next", (_, response) -> response.header(HeaderNames.create("x-remembered"), "value").send("next"));
        try (HttpClient client = HttpClient.newHttpClient(); RunningServer server = start(variant, routing)) {
            CompletableFuture<HttpResponse<String>> cancelled = client.sendAsync(get(server, "/cancelled"),
                    BodyHandlers.ofString());
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(cancelled.cancel(true)).isTrue();
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> next = client.send(get(server, "/next"), BodyHandlers.ofString());
            assertThat(next.headers().firstValue("x-remembered")).contains("value");
            assertThat(next.body()).isEqualTo("next");
        }
    }

    @OnEachEngine
    void clientThatStopsReading_isAloneAndCanBeCancelled(Variant variant) throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        HttpRouting.Builder routing = HttpRouting.builder().get("/", (_, response) -> {
            try (OutputStream out = response.outputStream()) {
                writing.countDown();
                writeForever(out);
            } finally {
                released.countDown();
            }
        }).get("/hello", (_, response) -> response.send("hello"));
        try (HttpClient client = HttpClient.newHttpClient(); RunningServer server = start(variant, routing)) {
            try (RawClient silent = new RawClient(server)) {
                askWithoutReading(silent);
                assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
                for (int i = 0; i < 100; i++) {
                    assertThat(client.send(get(server, "/hello"), BodyHandlers.ofString()).body()).isEqualTo("hello");
                }
                assertThat(released.getCount()).isOne();
                assertThat(server.stop().cut()).isOne();
                assertThat(released.getCount()).isZero();
            }
        }
    }

    @OnEachEngine
    void writeThatFails_endsTheConnectionAndReachesTheHandler(Variant variant) throws Exception {
        variant.requireHttp2();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch writing = new CountDownLatch(1);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        HttpRouting.Builder routing = HttpRouting.builder().get("/", (_, response) -> {
            writing.countDown();
            try {
                writeForever(response.outputStream());
            } catch (Throwable e) {
                thrown.complete(e);
                throw e;
            }
        });
        try (RunningServer server = RunningServer.start(variant.launcher(), HelidonServer.at("127.0.0.1", 0)
                .failed((_, failure) -> failures.add(failure)).routing(routing))) {
            try (RawClient client = new RawClient(server)) {
                askWithoutReading(client);
                assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(client.readBytes(100_000)).hasSize(100_000);
                client.socket().setSoLinger(true, 0);
            }
            assertThat(thrown.get(60, TimeUnit.SECONDS)).isNotNull();
            // Also if the reader fails first and the task that writes after it.
            assertThat(server.stop().reset()).isOne();
            assertThat(failures).singleElement().isInstanceOf(ClientResetException.class);
        }
    }
}
