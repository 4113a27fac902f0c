package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testing.Certificates;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server that encrypts, and clients of others: the JDK's, OpenSSL's and curl, which wait at the stop. */
@Slow
class ServerTlsPeersTest {

    @TempDir
    static Path folder;

    static Path localhost;

    @BeforeAll
    static void writeCertificate() throws GeneralSecurityException, IOException {
        localhost = Certificates.writePem(folder, Certificates.LOCALHOST);
    }

    private interface Talk {
        void with(int port) throws Exception;
    }

    /** Serves one client, stops the server while that one waits, and checks the report. */
    private static void serve(Variant variant, Tls tls, Server.Handler handler, Latch stop, Talk talk) {
        variant.launcher().domains(1).run(() -> {
            Computation<SocketAddress> address = new Computation<>();
            Promise<ServeReport> server = Miou.async(() -> Server.at(Loopback.anyPort()).tls(tls).stop(stop)
                    .listening(address::tryReturn).serve(handler));
            talk.with(Loopback.port(address.await()));
            assertThat(server.await()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        });
    }

    /** Answers each line with its length, and takes it as the end of a request. */
    private static void answerLines(ByteStream client) throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] some = new byte[100];
        for (int count = client.read(some); count >= 0; count = client.read(some)) {
            line.append(new String(some, 0, count, US_ASCII));
            if (line.charAt(line.length() - 1) == '\n') {
                client.write((line.length() - 1 + "\n").getBytes(US_ASCII));
                line.setLength(0);
            }
        }
    }

    @OnEveryBackend
    void clientOfTheJdk_getsItsAnswerAndACleanEnd(Variant variant) {
        for (String version : TlsEchoTest.PROTOCOLS) {
            Latch stop = new Latch(1);
            serve(variant, Tls.of(Secured.SERVER), ServerTlsPeersTest::answerLines, stop, port -> {
                FutureTask<String> client = Foreign.start(() -> {
                    try (SSLSocket socket = (SSLSocket) Secured.CLIENT.getSocketFactory().createSocket("127.0.0.1",
                            port)) {
                        socket.setEnabledProtocols(new String[]{version});
                        socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
                        String answer = new String(socket.getInputStream().readNBytes(2), US_ASCII);
                        stop.countDown();
                        // A clean end: without close-notify this would throw.
                        return answer + socket.getInputStream().read();
                    }
                });
                assertThat(Miou.<String, Exception>blocking(() -> client.get())).isEqualTo("5\n-1");
            });
        }
    }

    @OnEveryBackend
    void clientOfOpenSsl_getsItsAnswerAndACleanEnd(Variant variant) {
        TlsCommandsTest.need("openssl");
        for (String version : TlsEchoTest.PROTOCOLS) {
            Latch stop = new Latch(1);
            serve(variant, Tls.of(Secured.SERVER).applicationProtocols("lines"), ServerTlsPeersTest::answerLines, stop,
                    port -> {
                        Process process = TlsCommandsTest.start("openssl", "s_client", "-connect", "127.0.0.1:" + port,
                                "-quiet", "-verify_quiet", "-CAfile", localhost.toString(), "-verify_return_error",
                                "-servername", "localhost", "-alpn", "lines", TlsCommandsTest.openSslName(version));
                        try {
                            Miou.<IOException>blocking(() -> {
                                process.getOutputStream().write("hello!\n".getBytes(US_ASCII));
                                process.getOutputStream().flush();
                                assertThat(process.getInputStream().readNBytes(2)).asString(US_ASCII).isEqualTo("6\n");
                            });
                            stop.countDown();
                            assertThat(TlsCommandsTest.output(process)).isEmpty();
                            assertThat(Miou.<Integer, Exception>blocking(() -> process.waitFor())).isZero();
                        } finally {
                            process.destroyForcibly();
                        }
                    });
        }
    }

    @OnEveryBackend
    void curl_getsTheAnswerToARequestThatTheStopFindsUnderWay(Variant variant) {
        TlsCommandsTest.need("curl");
        String page = "a line of the page\n".repeat(2_000);
        for (String version : TlsEchoTest.PROTOCOLS) {
            Latch stop = new Latch(1);
            serve(variant, Tls.of(Secured.SERVER).applicationProtocols("http/1.1"), client -> {
                StringBuilder request = new StringBuilder();
                byte[] some = new byte[20];
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append(new String(some, 0, client.read(some), US_ASCII));
                    stop.countDown();
                }
                client.write(("HTTP/1.1 200 OK\r\nContent-Length: " + page.length() + "\r\n\r\n" + page)
                        .getBytes(US_ASCII));
                assertThat(client.read(some)).isEqualTo(-1);
            }, stop, port -> {
                Process process = TlsCommandsTest.start("curl", "--silent", "--show-error", "--max-time", "60",
                        "--noproxy", "*", "--http1.1", "--cacert", localhost.toString(), "--tls-max",
                        version.substring(4), "--resolve", "localhost:" + port + ":127.0.0.1",
                        "https://localhost:" + port + "/page");
                assertThat(TlsCommandsTest.output(process)).isEqualTo(page);
                assertThat(Miou.<Integer, Exception>blocking(() -> process.waitFor())).isZero();
            });
        }
    }
}
