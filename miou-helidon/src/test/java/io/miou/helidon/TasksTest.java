package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Promise;
import io.miou.StillHasChildrenError;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Connections and requests as tasks. */
class TasksTest {

    private static HttpRequest get(RunningServer server, String path, Version version) {
        return HttpRequest.newBuilder(server.uri(path)).version(version).build();
    }

    private static Stream<Version> versions(Variant variant) {
        return variant.engine().equals("carried")
                ? Stream.of(Version.HTTP_1_1, Version.HTTP_2)
                : Stream.of(Version.HTTP_1_1);
    }

    @Test
    void requestOfHttp2_isAChildOfItsConnectionAndNamesItsThread() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient();
                RunningServer server = RunningServer.start(HelidonServer.at("127.0.0.1", 0)
                        .routing(HttpRouting.builder()
                                .get("/some/path", (_, response) -> response.send(Miou.self().name() + "\n"
                                        + Thread.currentThread().getName() + "\n" + Miou.dump()))))) {
            String answer = client.send(get(server, "/some/path", Version.HTTP_2), BodyHandlers.ofString()).body();
            List<String> lines = answer.lines().toList();
            assertThat(lines.get(0)).startsWith("request of 127.0.0.1:");
            assertThat(lines.get(1)).startsWith("GET /some/path of 127.0.0.1:");
            String peer = lines.get(0).substring("request of ".length());
            List<String> tree = lines.stream().skip(2).toList();
            int connection = indexOf(tree, " " + peer + " ");
            int request = indexOf(tree, "request of " + peer);
            assertThat(connection).as(answer).isNotNegative().isLessThan(request);
            assertThat(indent(tree.get(request))).isGreaterThan(indent(tree.get(connection)));
        }
    }

    private static int indexOf(List<String> lines, String part) {
        return java.util.stream.IntStream.range(0, lines.size()).filter(i -> (lines.get(i) + " ").contains(part))
                .findFirst().orElse(-1);
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    @OnEachEngine
    void requestOfAClientThatIsCut_isCancelled(Variant variant) throws Exception {
        for (Version version : versions(variant).toList()) {
            CountDownLatch arrived = new CountDownLatch(1);
            CountDownLatch released = new CountDownLatch(1);
            try (HttpClient client = HttpClient.newHttpClient();
                    RunningServer server = RunningServer.start(variant.launcher(),
                            HelidonServer.at("127.0.0.1", 0).grace(Duration.ofMillis(50))
                                    .routing(HttpRouting.builder().get("/", (_, _) -> {
                                        arrived.countDown();
                                        try {
                                            Miou.sleep(Duration.ofDays(1));
                                        } finally {
                                            released.countDown();
                                        }
                                    })))) {
                CompletableFuture<HttpResponse<String>> answer = client.sendAsync(get(server, "/", version),
                        BodyHandlers.ofString());
                assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(server.stop().cut()).isEqualTo(1);
                assertThat(released.getCount()).isZero();
                assertThatThrownBy(answer::get).isInstanceOf(java.util.concurrent.ExecutionException.class);
            }
        }
    }

    @Test
    void requestOfHttp2ThatNobodyWaitsFor_isCancelled() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (RunningServer server = RunningServer.start(HelidonServer.at("127.0.0.1", 0)
                .routing(HttpRouting.builder().get("/", (_, _) -> {
                    arrived.countDown();
                    try {
                        Miou.sleep(Duration.ofDays(1));
                    } finally {
                        released.countDown();
                    }
                })))) {
            try (RawClient client = new RawClient(server)) {
                client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2Frames.SETTINGS).send(Http2Frames.getRoot(1));
                assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @OnEachEngine
    void handlerThatFails_isAnsweredWith500AndTheConnectionGoesOn(Variant variant) throws Exception {
        for (Version version : versions(variant).toList()) {
            try (HttpClient client = HttpClient.newHttpClient();
                    RunningServer server = RunningServer.start(variant.launcher(),
                            HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder()
                                    .get("/", (_, response) -> response.send("hello"))
                                    .get("/bad", (_, _) -> {
                                        throw new IllegalStateException("on purpose");
                                    })))) {
                assertThat(client.send(get(server, "/bad", version), BodyHandlers.ofString()).statusCode())
                        .isEqualTo(Status.INTERNAL_SERVER_ERROR_500.code());
                assertThat(client.send(get(server, "/", version), BodyHandlers.ofString()).body()).isEqualTo("hello");
                assertThat(server.stop().failed()).isZero();
            }
        }
    }

    @OnEachEngine
    void handlerThatBreaksARule_endsItsClientAlone(Variant variant) throws Exception {
        for (Version version : versions(variant).toList()) {
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            AtomicReference<Promise<Void>> foreign = new AtomicReference<>();
            try (HttpClient client = HttpClient.newHttpClient();
                    HttpClient other = HttpClient.newHttpClient();
                    HttpClient third = HttpClient.newHttpClient();
                    RunningServer server = RunningServer.start(variant.launcher(),
                            HelidonServer.at("127.0.0.1", 0).failed((_, failure) -> failures.add(failure))
                                    .routing(HttpRouting.builder().get("/", (_, response) -> response.send("hello"))
                                            .get("/make", (_, response) -> {
                                                foreign.set(Miou.async(() -> {
                                                    // A child for others to await.
                                                }));
                                                Miou.yield();
                                                response.send("made");
                                                Miou.sleep(Duration.ofSeconds(1));
                                                foreign.get().await();
                                            })
                                            .get("/break", (_, _) -> foreign.get().await())))) {
                CompletableFuture<HttpResponse<String>> made = other.sendAsync(get(server, "/make", version),
                        BodyHandlers.ofString());
                while (foreign.get() == null) {
                    Thread.sleep(1);
                }
                assertThat(client.send(get(server, "/break", version), BodyHandlers.ofString()).statusCode())
                        .isEqualTo(Status.INTERNAL_SERVER_ERROR_500.code());
                assertThat(made.get(60, TimeUnit.SECONDS).body()).isEqualTo("made");
                assertThat(third.send(get(server, "/", version), BodyHandlers.ofString()).body()).isEqualTo("hello");
                assertThat(server.stop().failed()).isEqualTo(1);
                assertThat(failures).singleElement().isInstanceOf(NotAChildError.class);
            }
        }
    }

    @OnEachEngine
    void handlerThatForgetsAChild_endsItsClientAlone(Variant variant) throws Exception {
        for (Version version : versions(variant).toList()) {
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            try (RunningServer server = RunningServer.start(variant.launcher(),
                    HelidonServer.at("127.0.0.1", 0).failed((_, failure) -> failures.add(failure))
                            .routing(HttpRouting.builder().get("/", (_, response) -> {
                                Promise<Void> _ = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
                                response.send("hello");
                            })))) {
                try (HttpClient client = HttpClient.newHttpClient()) {
                    assertThat(client.send(get(server, "/", version), BodyHandlers.ofString()).body())
                            .isEqualTo("hello");
                }
                while (failures.isEmpty()) {
                    Thread.sleep(1);
                }
                assertThat(server.stop().failed()).isEqualTo(1);
                assertThat(failures).singleElement().isInstanceOf(StillHasChildrenError.class);
            }
        }
    }

    @OnEachEngine
    void handler_mayUseEverythingOfMiou(Variant variant) throws Exception {
        for (Version version : versions(variant).toList()) {
            try (HttpClient client = HttpClient.newHttpClient();
                    RunningServer server = RunningServer.start(variant.launcher(),
                            HelidonServer.at("127.0.0.1", 0).routing(HttpRouting.builder().get("/", (_, response) -> {
                                Promise<Integer> child = Miou.async(() -> {
                                    Miou.sleep(Duration.ofMillis(1));
                                    return 1;
                                });
                                int two = Miou.<Integer, RuntimeException>blocking(() -> 2);
                                int three = Miou.call(() -> 3).await();
                                response.send("" + (child.await() + two + three));
                            })))) {
                assertThat(client.send(get(server, "/", version), BodyHandlers.ofString()).body()).isEqualTo("6");
            }
        }
    }
}
