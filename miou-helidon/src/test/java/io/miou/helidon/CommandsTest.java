package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import io.miou.net.ServeReport;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are programs of the system: curl, nghttp, h2load, wrk. */
@Tag("slow")
class CommandsTest {

    /** The size of a large body; {@code -Dmiou.http.megabytes=1000} makes it 1 GB. */
    private static final long LARGE = Long.getLong("miou.http.megabytes", 20) * 1_000_000;

    @TempDir
    static Path folder;

    static Path certificate;

    @BeforeAll
    static void writeFiles() throws Exception {
        certificate = Certificates.writePem(folder);
        Path _ = Files.writeString(Files.createDirectory(folder.resolve("site")).resolve("digits.txt"), "0123456789");
    }

    private static HttpRouting.Builder routing() {
        return HttpRouting.builder()
                .get("/hello",
                        (request, response) -> response.send("hello over " + request.prologue().protocolVersion()))
                .post("/count", (request, response) -> {
                    long count = 0;
                    byte[] bytes = new byte[100_000];
                    try (InputStream in = request.content().inputStream()) {
                        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                            count += read;
                        }
                    }
                    response.send("" + count);
                })
                .get("/large", (_, response) -> {
                    byte[] bytes = new byte[100_000];
                    try (OutputStream out = response.outputStream()) {
                        for (long left = LARGE; left > 0; left -= bytes.length) {
                            out.write(bytes, 0, (int) Math.min(left, bytes.length));
                        }
                    }
                })
                .register("/site", StaticContentFeature.createService(
                        io.helidon.webserver.staticcontent.FileSystemHandlerConfig.create(folder.resolve("site"))));
    }

    private static RunningServer plain(Variant variant) throws Exception {
        return RunningServer.start(variant.launcher(), HelidonServer.at("127.0.0.1", 0).routing(routing()));
    }

    private static RunningServer encrypted(Variant variant) throws Exception {
        return RunningServer.start(variant.launcher(),
                HelidonServer.at("127.0.0.1", 0).tls(Certificates.context()).routing(routing()));
    }

    private static String curl(String... arguments) throws Exception {
        Commands.need("curl", "curl");
        List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS", "--fail", "--max-time", "100"));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new));
    }

    /** The ways to a server: the name of the protocol in the answer, curl's options, and whether it is encrypted. */
    private record Way(String protocol, boolean encrypted, String... options) {
    }

    private static List<Way> ways(Variant variant) {
        Way http1 = new Way("1.1", false);
        Way https1 = new Way("1.1", true, "--http1.1", "--cacert", certificate.toString());
        return variant.hasHttp2()
                ? List.of(http1, https1, new Way("2.0", false, "--http2-prior-knowledge"),
                        new Way("2.0", false, "--http2"),
                        new Way("2.0", true, "--http2", "--cacert", certificate.toString()))
                : List.of(http1, https1, new Way("1.1", true, "--http2", "--cacert", certificate.toString()));
    }

    private interface Story {
        void tell(String base, List<String> options, String protocol) throws Exception;
    }

    private static void onEachWay(Variant variant, Story story) throws Exception {
        for (Way way : ways(variant)) {
            try (RunningServer server = way.encrypted ? encrypted(variant) : plain(variant)) {
                story.tell((way.encrypted ? "https" : "http") + "://127.0.0.1:" + server.port(), List.of(way.options),
                        way.protocol);
                ServeReport report = server.stop();
                assertThat(report.failed()).as("failed").isZero();
                assertThat(report.cut()).as("cut").isZero();
            }
        }
    }

    private static String curl(List<String> options, String... arguments) throws Exception {
        List<String> all = new java.util.ArrayList<>(options);
        all.addAll(List.of(arguments));
        return curl(all.toArray(String[]::new));
    }

    @OnEachEngine
    void curl_getsItsAnswers(Variant variant) throws Exception {
        onEachWay(variant, (base, options, protocol) -> {
            assertThat(curl(options, base + "/hello")).isEqualTo("hello over " + protocol);
            if (!options.contains("--http2-prior-knowledge")) {
                // Not with this option, with which some curl does not find the preface of its own connection again.
                assertThat(curl(options, base + "/hello", base + "/hello"))
                        .isEqualTo("hello over " + protocol + "hello over " + protocol);
            }
            assertThat(curl(options, "--head", base + "/site/digits.txt")).contains("200").doesNotContain("0123");
            assertThat(curl(options, "--range", "3-5", base + "/site/digits.txt")).isEqualTo("345");
            assertThat(curl(options, base + "/site/digits.txt")).isEqualTo("0123456789");
        });
    }

    @OnEachEngine
    void curl_uploads(Variant variant) throws Exception {
        Path file = folder.resolve("upload");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] megabyte = new byte[1_000_000];
            for (int i = 0; i < 5; i++) {
                out.write(megabyte);
            }
        }
        onEachWay(variant, (base, options, _) -> {
            assertThat(curl(options, "--data-binary", "@" + file, base + "/count")).isEqualTo("5000000");
            assertThat(curl(options, "--data-binary", "@" + file, "-H", "Transfer-Encoding: chunked", base + "/count"))
                    .isEqualTo("5000000");
            assertThat(curl(options, "--data-binary", "@" + file, "-H", "Expect: 100-continue",
                    "--expect100-timeout", "60", base + "/count")).isEqualTo("5000000");
        });
    }

    @OnEachEngine
    void slowCurl_getsALargeBody(Variant variant) throws Exception {
        onEachWay(variant,
                (base, options, _) -> assertThat(curl(options, "--limit-rate", (LARGE / 2) + "", "-o", "/dev/null",
                        "-w", "%{size_download}", base + "/large")).isEqualTo("" + LARGE));
    }

    @OnEachEngine
    void nghttp_getsItsAnswers(Variant variant) throws Exception {
        variant.requireHttp2();
        Commands.need("nghttp", "nghttp2-client");
        try (RunningServer server = plain(variant)) {
            String output = Commands.run("nghttp", "-v", "-m", "5", server.uri("/hello").toString());
            assertThat(output).contains("hello over 2.0", ":status: 200");
            assertThat(Commands.run("nghttp", "-u", server.uri("/hello").toString())).contains("hello over 2.0");
        }
    }

    @OnEachEngine
    void h2load_seesNoFailure(Variant variant) throws Exception {
        variant.requireHttp2();
        Commands.need("h2load", "nghttp2-client");
        for (boolean encrypted : List.of(false, true)) {
            try (RunningServer server = encrypted ? encrypted(variant) : plain(variant)) {
                String output = Commands.run("h2load", "-n", "5000", "-c", "4", "-m", "32",
                        (encrypted ? "https" : "http") + "://127.0.0.1:" + server.port() + "/hello");
                assertThat(output).contains("5000 succeeded, 0 failed, 0 errored, 0 timeout");
                assertThat(server.stop().failed()).isZero();
            }
        }
    }

    @OnEachEngine
    void wrk_seesNoFailure(Variant variant) throws Exception {
        Commands.need("wrk", "wrk");
        for (boolean encrypted : List.of(false, true)) {
            try (RunningServer server = encrypted ? encrypted(variant) : plain(variant)) {
                String output = Commands.run("wrk", "-t1", "-c16", "-d1s", "--timeout", "60s",
                        (encrypted ? "https" : "http") + "://127.0.0.1:"
                                + server.port() + "/hello");
                assertThat(output).contains("Requests/sec").doesNotContain("Non-2xx", "Socket errors");
                assertThat(server.stop().failed()).isZero();
            }
        }
    }
}
