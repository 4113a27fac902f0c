package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that foreign code starts inside a fiber. A virtual thread inherits the scheduler of the thread that starts
 * it. Our scheduler passes it on to the JDK's, so that the thread is independent of the run, also after its end.
 */
@Slow
class ForeignThreadsTest {

    @OnEveryBackend
    void virtualThreadStartedInFiber_worksWhileTheFiberWaitsForIt(Variant variant) {
        String seen = variant.run(() -> {
            AtomicReference<String> result = new AtomicReference<>();
            Thread thread = Thread.ofVirtual().start(() -> {
                sleepAwhile();
                assertThatThrownBy(Miou::yield).isInstanceOf(IllegalStateException.class);
                result.set("not a fiber");
            });
            thread.join();
            return result.get();
        });
        assertThat(seen).isEqualTo("not a fiber");
    }

    @OnEveryBackend
    void virtualThreadStartedInFiber_runsWhileTheDomainIsBusy(Variant variant) {
        int steps = variant.run(() -> {
            AtomicInteger taken = new AtomicInteger();
            Thread thread = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 10; i++) {
                    LockSupport.parkNanos(1_000);
                    Thread.yield();
                    taken.incrementAndGet();
                }
            });
            // The fiber does not let go of its domain: the thread must have another carrier.
            while (thread.isAlive()) {
                Thread.onSpinWait();
            }
            return taken.get();
        });
        assertThat(steps).isEqualTo(10);
    }

    @OnEveryBackend
    void virtualThreadThatOutlivesTheRun_goesOn(Variant variant) throws Exception {
        BlockingQueue<String> questions = new LinkedBlockingQueue<>();
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        List<Outcome<Thread>> threads = variant.launcher().domains(2)
                .run(() -> Miou.<Integer, Thread>parallel(List.of(1, 2), _ -> Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; i < 3; i++) {
                            answers.add("answer to " + questions.take());
                            Thread.yield();
                            sleepAwhile();
                        }
                        // A child of it inherits the scheduler of a fiber that is long gone.
                        Thread.ofVirtual().start(() -> answers.add("grandchild")).join();
                    } catch (InterruptedException e) {
                        answers.add("interrupted");
                    }
                })));
        for (int i = 0; i < 6; i++) {
            questions.add("it");
        }
        for (Outcome<Thread> thread : threads) {
            thread.get().join();
        }
        assertThat(answers).hasSize(8).containsOnly("answer to it", "grandchild");
    }

    @OnEveryBackend
    void executorsMadeInFiber_workDuringTheRunAndAfterIt(Variant variant) throws Exception {
        List<ExecutorService> executors = variant.run(() -> {
            List<ExecutorService> made = List.of(Executors.newVirtualThreadPerTaskExecutor(),
                    Executors.newFixedThreadPool(2), Executors.newWorkStealingPool(2),
                    Executors.newSingleThreadScheduledExecutor());
            for (ExecutorService executor : made) {
                assertThat(executor.submit(ForeignThreadsTest::slowAnswer).get()).isEqualTo(42);
                assertThat(Miou.await(CompletableFuture.supplyAsync(ForeignThreadsTest::slowAnswer, executor)))
                        .isEqualTo(42);
            }
            return made;
        });
        for (ExecutorService executor : executors) {
            List<Future<Integer>> futures = executor
                    .invokeAll(List.of(ForeignThreadsTest::slowAnswer, ForeignThreadsTest::slowAnswer));
            for (Future<Integer> future : futures) {
                assertThat(future.get()).isEqualTo(42);
            }
            executor.close();
        }
    }

    @OnEveryBackend
    void httpClientMadeInFiber_worksDuringTheRunAndAfterIt(Variant variant) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = ("you asked for " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        ExecutorService serverThreads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(serverThreads);
        server.start();
        try (serverThreads) {
            HttpClient client = variant.launcher().domains(2).run(() -> {
                HttpClient made = HttpClient.newHttpClient();
                assertThat(made.send(request(server, 0), asText()).body()).isEqualTo("you asked for /0");
                Promise<String> async = Miou
                        .async(() -> Miou.await(made.sendAsync(request(server, 1), asText())).body());
                assertThat(Miou.<Integer, String>parallel(List.of(2, 3, 4, 5),
                        id -> made.send(request(server, id), asText()).body()).stream().map(Outcome::get))
                        .containsExactly("you asked for /2", "you asked for /3", "you asked for /4",
                                "you asked for /5");
                assertThat(async.await()).isEqualTo("you asked for /1");
                return made;
            });
            try (client) {
                assertThat(client.send(request(server, 6), asText()).body()).isEqualTo("you asked for /6");
            }
        } finally {
            server.stop(0);
        }
    }

    private static HttpRequest request(HttpServer server, int id) {
        InetSocketAddress address = server.getAddress();
        return HttpRequest.newBuilder(
                URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/" + id))
                .build();
    }

    private static HttpResponse.BodyHandler<String> asText() {
        return HttpResponse.BodyHandlers.ofString();
    }

    private static int slowAnswer() {
        sleepAwhile();
        return 42;
    }

    private static void sleepAwhile() {
        LockSupport.parkNanos(1_000_000);
    }
}
