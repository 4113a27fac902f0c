package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Streams of HTTP/2 that the client resets. */
class StreamResetTest {

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private RunningServer server() throws Exception {
        return RunningServer.start(HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder()
                .get("/", (_, _) -> sleepLong())
                .post("/", (request, _) -> {
                    arrived.countDown();
                    try {
                        byte[] _ = request.content().inputStream().readAllBytes();
                    } finally {
                        released.countDown();
                    }
                })
                .get("/hello", (_, response) -> response.send("hello"))));
    }

    private void sleepLong() {
        arrived.countDown();
        try {
            Miou.sleep(Duration.ofDays(1));
        } finally {
            released.countDown();
        }
    }

    @Test
    void requestThatIsReset_endsAndTheConnectionGoesOn() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient(); RunningServer server = server()) {
            CompletableFuture<HttpResponse<String>> answer = client
                    .sendAsync(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofString());
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(answer.cancel(true)).isTrue();
            assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> next = client.send(HttpRequest.newBuilder(server.uri("/hello")).build(),
                    BodyHandlers.ofString());
            assertThat(next.body()).isEqualTo("hello");
            assertThat(next.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(server.stop().failed()).isZero();
        }
    }

    @Test
    void uploadThatIsReset_ends() throws Exception {
        byte[] post = Http2Frames.getRoot(1);
        post[4] = 4; // the end of the headers, not of the stream
        post[9] = (byte) 0x83; // POST
        try (RunningServer server = server(); RawClient client = new RawClient(server)) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2Frames.SETTINGS).send(post);
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
            client.send(Http2Frames.reset(1));
            assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void requestThatIsResetBeforeItRuns_ends() throws Exception {
        try (RunningServer server = server(); RawClient client = new RawClient(server)) {
            byte[] all = new byte[128];
            ByteBuffer bytes = ByteBuffer.wrap(all)
                    .put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes()).put(Http2Frames.SETTINGS)
                    .put(Http2Frames.getRoot(1)).put(Http2Frames.reset(1));
            client.send(Arrays.copyOf(all, bytes.position()));
            // The clean end would wait for the request.
            assertThat(client.readBytes(9)).hasSize(9);
            assertThat(server.stop().cut()).isZero();
        }
    }
}
