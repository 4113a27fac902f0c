package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The servers on Netty's codecs as they are started from a shell, with the clients that people have. Each ends in order
 * at SIGTERM, with exit status 0, and prints no client that failed.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class CodecServersTest {

    @TempDir
    Path folder;

    private interface Use {
        void of(int port) throws Exception;
    }

    private static void with(Class<?> server, Use use) throws Exception {
        try (Program program = Program.example(server, 0)) {
            use.of(Integer.parseInt(program.awaitOutput(" at 127\\.0\\.0\\.1:(\\d+);")));
            program.signal("TERM");
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.output()).contains("failed 0");
        }
    }

    /** Runs a client until it ends, and returns what it has printed. */
    private static String run(Object... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        try (Program client = Program.start(words)) {
            assertThat(client.awaitExit()).as("%s: %s", words, client).isZero();
            return client.output();
        }
    }

    private Path file(int bytes) throws IOException {
        return Files.write(folder.resolve("body"), new byte[bytes]);
    }

    @Test
    void httpServer_answersCurl() throws Exception {
        assumeTrue(Program.exists("curl", "--version"), "there is no curl");
        Path body = file(300_000);
        with(HttpServer.class, port -> {
            String url = "http://127.0.0.1:" + port;
            assertThat(run("curl", "-sS", url + "/", url + "/")).isEqualTo("Hello, world!\nHello, world!\n");
            assertThat(run("curl", "-sS", url + "/time")).matches("\\{\"time\":\"[-0-9T:.]+Z\"}\n");
            assertThat(run("curl", "-sS", "-I", url + "/")).contains("200 OK").contains("content-length: 14");
            assertThat(run("curl", "-sS", "--http1.0", url + "/nothing")).startsWith("there is nothing at /nothing");
            assertThat(run("curl", "-sS", "-H", "Expect: 100-continue", "--data-binary", "@" + body, "-o",
                    folder.resolve("echo"), "-w", "%{size_download}", url + "/echo")).isEqualTo("300000\n");
            assertThat(Files.mismatch(body, folder.resolve("echo"))).isEqualTo(-1);
            assertThat(run("curl", "-sS", "-X", "BAD METHOD", "-w", "%{http_code}", url + "/"))
                    .endsWith("400\n");
        });
    }

    @Test
    void httpServer_survivesWrk() throws Exception {
        assumeTrue(Program.exists("wrk", "-v"), "there is no wrk");
        with(HttpServer.class,
                port -> assertThat(
                        run("wrk", "-t1", "-c16", "-d1", "--timeout", "60s", "http://127.0.0.1:" + port + "/"))
                        .contains("Requests/sec").doesNotContain("Socket errors").doesNotContain("Non-2xx"));
    }

    @Test
    void http2Server_answersCurl() throws Exception {
        assumeTrue(Program.exists("curl", "--version"), "there is no curl");
        assumeTrue(run("curl", "--version").contains("HTTP2"), "this curl has no HTTP/2");
        Path body = file(300_000);
        with(Http2Server.class, port -> {
            String url = "http://127.0.0.1:" + port;
            // One request each: curl 7.88 cannot use such a connection again (curl's issue 10634).
            assertThat(run("curl", "-sS", "--http2-prior-knowledge", url + "/a")).isEqualTo("Hello from /a\n");
            assertThat(run("curl", "-sS", "--http2-prior-knowledge", "--data-binary", "@" + body, url + "/"))
                    .isEqualTo("received 300000 bytes\n");
        });
    }

    @Test
    void http2Server_answersManyStreamsAtOnce() throws Exception {
        assumeTrue(Program.exists("h2load", "--version"), "there is no h2load");
        with(Http2Server.class, port -> assertThat(
                run("h2load", "-n", "1000", "-c", "4", "-m", "32", "http://127.0.0.1:" + port + "/"))
                .contains("1000 succeeded, 0 failed"));
    }

    @Test
    void http2Server_takesTrailersAsTheEndOfABody() throws Exception {
        assumeTrue(Program.exists("nghttp", "--version"), "there is no nghttp");
        Path body = file(5_000);
        with(Http2Server.class, port -> assertThat(
                run("nghttp", "--timeout=30", "--data=" + body, "--trailer=sum: 1", "http://127.0.0.1:" + port + "/"))
                .contains("received 5000 bytes"));
    }

    @Test
    void redisServer_answersRedisCli() throws Exception {
        assumeTrue(Program.exists("redis-cli", "--version"), "there is no redis-cli");
        with(RedisServer.class, port -> {
            assertThat(redis(port, "PING")).isEqualTo("PONG\n");
            assertThat(redis(port, "SET", "a", "5")).isEqualTo("OK\n");
            assertThat(redis(port, "INCR", "a")).isEqualTo("6\n");
            assertThat(redis(port, "GET", "a")).isEqualTo("6\n");
            assertThat(redis(port, "EXPIRE", "a", "100")).isEqualTo("1\n");
            assertThat(redis(port, "TTL", "a")).matches("100\n|[89]\\d\n");
            assertThat(redis(port, "DEL", "a", "b")).isEqualTo("1\n");
            assertThat(redis(port, "GET", "a").strip()).isEmpty();
            assertThat(redis(port, "EXPIRE", "a", "100")).isEqualTo("0\n");
            assertThat(redis(port, "NONSENSE")).startsWith("ERR unknown command");
            assertThat(redis(port, "SET", "t", "text") + redis(port, "INCR", "t")).contains("ERR value is not an");
        });
    }

    private static String redis(int port, Object... words) throws Exception {
        List<Object> command = new ArrayList<>(List.of("redis-cli", "-p", port));
        command.addAll(List.of(words));
        return run(command.toArray());
    }

    @Test
    void redisServer_survivesRedisBenchmark() throws Exception {
        assumeTrue(Program.exists("redis-benchmark", "--version"), "there is no redis-benchmark");
        with(RedisServer.class, port -> {
            for (int pipelined : new int[]{1, 16}) {
                assertThat(run("redis-benchmark", "-p", port, "-t", "ping,get,set,incr", "-c", 20, "-n", 2000, "-P",
                        pipelined, "--csv")).contains("\"SET\"").contains("\"GET\"").contains("\"INCR\"");
            }
        });
    }

    @Test
    void redisPool_isSharedByTasksOfAllDomains() throws Exception {
        with(RedisServer.class, port -> {
            long sum = Miou.launcher().domains(2).run(() -> {
                try (RedisPool pool = new RedisPool(new InetSocketAddress("127.0.0.1", port), 3)) {
                    List<Promise<String>> tasks = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        tasks.add(Miou.call(() -> pool.ask("INCR", "shared")));
                    }
                    // Ends in the middle of its exchange: that connection does not come back.
                    Promise<String> cut = Miou.call(() -> pool.ask("GET", "shared"));
                    cut.cancel();
                    Miou.all(tasks);
                    return Long.parseLong(pool.ask("GET", "shared"));
                }
            });
            assertThat(sum).isEqualTo(20);
        });
    }

    /** A member of the chat room: the client of the JDK, which collects what it reads. */
    private static final class Member implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
        private final WebSocket socket;

        Member(HttpClient client, int port) {
            socket = client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            read.add(text.toString());
            webSocket.request(1);
            return null;
        }

        void say(String text) {
            WebSocket _ = socket.sendText(text, true).join();
        }

        String next() throws InterruptedException {
            return read.poll(60, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            WebSocket _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }

    @Test
    void chatServer_passesOnWhatMembersSay() throws Exception {
        with(ChatServer.class, port -> {
            try (HttpClient client = HttpClient.newHttpClient();
                    Member one = new Member(client, port);
                    Member two = new Member(client, port)) {
                // A member that reads its own words is in.
                for (Member member : List.of(one, two)) {
                    member.say("hello");
                    assertThat(member.next()).isEqualTo("hello");
                }
                two.say("how are you?");
                assertThat(List.of(two.next(), one.next(), one.next())).contains("how are you?");
            }
        });
    }

    @Test
    void mqttBroker_passesOnBetweenMosquittos() throws Exception {
        assumeTrue(Program.exists("mosquitto_sub", "--help"), "there is no mosquitto_sub");
        with(MqttBroker.class, port -> {
            for (String qos : List.of("0", "1")) {
                // Retained, so it does not matter which of the two comes first.
                run("mosquitto_pub", "-p", port, "-q", qos, "-r", "-t", "home/kitchen/" + qos, "-m", "warm " + qos);
                assertThat(run("mosquitto_sub", "-p", port, "-q", qos, "-C", 1, "-v", "-t", "home/+/" + qos))
                        .isEqualTo("home/kitchen/" + qos + " warm " + qos + "\n");
            }
            try (Program subscriber = Program.start(List.of("mosquitto_sub", "-p", Integer.toString(port), "-q", "1",
                    "-C", "101", "-t", "home/#", "-t", "many"))) {
                subscriber.awaitOutput("warm 1");
                subscriber.awaitOutput("warm 0");
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < 99; i++) {
                    lines.append("line ").append(i).append('\n');
                }
                Path many = Files.writeString(folder.resolve("lines"), lines);
                run("sh", "-c", "mosquitto_pub -p " + port + " -q 1 -t many -l < " + many);
                assertThat(subscriber.awaitExit()).as("%s", subscriber).isZero();
                assertThat(subscriber.output()).endsWith(lines);
            }
            try (Program leaving = Program.start(List.of("mosquitto_sub", "-p", Integer.toString(port), "-v", "-t",
                    "home/#", "--will-topic", "wills", "--will-payload", "gone", "--will-retain"))) {
                leaving.awaitOutput("warm 1");
                leaving.signal("KILL");
                assertThat(run("mosquitto_sub", "-p", port, "-C", 1, "-t", "wills")).isEqualTo("gone\n");
            }
        });
    }

    @Test
    void filtersOfMqtt_matchByLevel() {
        assertThat(MqttTopics.matches("a/b", "a/b")).isTrue();
        assertThat(MqttTopics.matches("a/+", "a/b")).isTrue();
        assertThat(MqttTopics.matches("a/#", "a")).isTrue();
        assertThat(MqttTopics.matches("#", "a/b/c")).isTrue();
        assertThat(MqttTopics.matches("+/b", "a/c")).isFalse();
        assertThat(MqttTopics.matches("a/+", "a/b/c")).isFalse();
        assertThat(MqttTopics.matches("a/b/c", "a/b")).isFalse();
        assertThat(MqttTopics.matches("#", "$SYS/load")).isFalse();
    }
}
