package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webclient.api.WebClient;
import io.helidon.webserver.http.HttpRouting;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP clients in a fiber: the JDK's and Helidon's. A cancellation ends the request, as its server sees. */
class ClientsTest {

    /** A server whose requests never get an answer, on Helidon's task of HTTP/1.1 that ends with its client. */
    private static final class Slow implements AutoCloseable {

        final CountDownLatch arrived = new CountDownLatch(1);
        final CountDownLatch gone = new CountDownLatch(1);
        final RunningServer server;

        Slow() throws Exception {
            server = RunningServer.start(HelidonServer.at("127.0.0.1", 0).grace(Duration.ZERO)
                    .routing(HttpRouting.builder().get("/hello", (_, response) -> response.send("hello"))
                            .get("/slow", (_, response) -> {
                                try (java.io.OutputStream out = response.outputStream()) {
                                    byte[] some = new byte[1000];
                                    while (true) {
                                        out.write(some);
                                        out.flush();
                                        arrived.countDown();
                                        Miou.sleep(Duration.ofMillis(10));
                                    }
                                } finally {
                                    gone.countDown();
                                }
                            })));
        }

        void awaitArrival() throws InterruptedException {
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        }

        void assertRequestEnds() throws InterruptedException {
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    /** As the guide has it. */
    private static <T> HttpResponse<T> send(HttpClient client, HttpRequest request,
            HttpResponse.BodyHandler<T> handler) {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
        try (Owned<CompletableFuture<HttpResponse<T>>> _ = Resource.own(answer, it -> it.cancel(true))) {
            return Miou.await(answer);
        }
    }

    private static void run(Variant variant, io.miou.Action main) {
        Launcher launcher = variant.launcher().domains(1);
        launcher.run(main);
    }

    @OnEachEngine
    void clientOfTheJdk_getsAnswersInAFiber(Variant variant) throws Exception {
        try (Slow slow = new Slow(); HttpClient client = HttpClient.newHttpClient()) {
            run(variant, () -> assertThat(send(client, HttpRequest.newBuilder(slow.server.uri("/hello")).build(),
                    BodyHandlers.ofString()).body()).isEqualTo("hello"));
        }
    }

    private static HttpClient http1() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @OnEachEngine
    void requestOfTheJdksClient_endsWithItsTask(Variant variant) throws Exception {
        try (Slow slow = new Slow(); HttpClient client = http1()) {
            HttpRequest request = HttpRequest.newBuilder(slow.server.uri("/slow")).build();
            run(variant, () -> {
                Promise<?> task = Miou.async(() -> send(client, request, BodyHandlers.ofString()));
                Miou.<InterruptedException>blocking(slow::awaitArrival);
                task.cancel();
            });
            slow.assertRequestEnds();
        }
    }

    @OnEachEngine
    void requestOfTheJdksClient_endsAtALimit(Variant variant) throws Exception {
        try (Slow slow = new Slow(); HttpClient client = http1()) {
            HttpRequest request = HttpRequest.newBuilder(slow.server.uri("/slow")).build();
            run(variant, () -> {
                // Once more if the machine is so slow that the limit has ended it before its server knew of it.
                while (slow.arrived.getCount() > 0) {
                    Promise<?> task = Miou
                            .async(() -> assertThatThrownBy(() -> Miou.<HttpResponse<String>, RuntimeException>timeout(
                                    Duration.ofMillis(500), () -> send(client, request, BodyHandlers.ofString())))
                                    .isInstanceOf(TimeoutException.class));
                    Object _ = task.await();
                }
            });
            slow.assertRequestEnds();
        }
    }

    /** Runs a call that an interrupt ends on a virtual thread, such as a read of a socket. */
    private static <T> T onVirtualThread(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try (Owned<Thread> _ = Resource.own(thread, Thread::interrupt)) {
            return Miou.await(result);
        }
    }

    private static String get(WebClient client, URI uri) {
        return onVirtualThread(() -> client.get().uri(uri).requestEntity(String.class));
    }

    @OnEachEngine
    void clientOfHelidon_getsAnswersOnAVirtualThread(Variant variant) throws Exception {
        try (Slow slow = new Slow()) {
            WebClient client = WebClient.create();
            run(variant, () -> assertThat(get(client, slow.server.uri("/hello"))).isEqualTo("hello"));
        }
    }

    @OnEachEngine
    void requestOfHelidonsClient_endsWithItsTask(Variant variant) throws Exception {
        try (Slow slow = new Slow()) {
            WebClient client = WebClient.create();
            run(variant, () -> {
                Promise<?> task = Miou.async(() -> get(client, slow.server.uri("/slow")));
                Miou.<InterruptedException>blocking(slow::awaitArrival);
                task.cancel();
            });
            slow.assertRequestEnds();
        }
    }
}
