package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.Certificates;
import io.miou.testing.Commands;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are programs of the system: OpenSSL and curl. */
@Slow
class TlsCommandsTest {

    @TempDir
    static Path folder;

    static Path localhost;

    @BeforeAll
    static void writeCertificates() throws GeneralSecurityException, IOException {
        localhost = Certificates.writePem(folder, Certificates.LOCALHOST);
        Path _ = Certificates.writePem(folder, Certificates.CLIENT);
    }

    static Process start(String command, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Commands.find(command).orElseThrow().toString());
        words.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    static void need(String command) {
        assumeTrue(Commands.find(command).isPresent(), "there is no " + command + " (package " + command + ")");
    }

    static String openSslName(String version) {
        return "-" + version.replace("TLSv", "tls").replace('.', '_');
    }

    static String output(Process process) throws Exception {
        return new String(Miou.<byte[], IOException>blocking(() -> process.getInputStream().readAllBytes()), US_ASCII);
    }

    @OnEveryBackend
    void clientOfOpenSsl_getsItsTextBack(Variant variant) {
        need("openssl");
        String text = "hello from s_client\n".repeat(5_000);
        for (String version : TlsEchoTest.PROTOCOLS) {
            variant.run(() -> {
                try (TcpListener listener = Loopback.listen()) {
                    Process process = start("openssl", "s_client", "-connect", "127.0.0.1:" + listener.port(), "-quiet",
                            "-verify_quiet", "-CAfile", localhost.toString(), "-verify_return_error", "-servername",
                            "localhost", "-alpn", "miou", openSslName(version));
                    Promise<Void> typing = Miou.async(() -> Miou.blocking(() -> {
                        process.getOutputStream().write(text.getBytes(US_ASCII));
                        process.getOutputStream().flush();
                    }));
                    try (TlsStream server = TlsStream.server(listener.accept(),
                            Tls.of(Secured.SERVER).applicationProtocols("miou"))) {
                        byte[] all = Loopback.read(server, text.length());
                        assertThat(server.session().getProtocol()).isEqualTo(version);
                        assertThat(server.serverName()).contains("localhost");
                        assertThat(server.applicationProtocol()).contains("miou");
                        server.write(all);
                    }
                    // It ends by itself at our close-notify.
                    assertThat(output(process)).isEqualTo(text);
                    typing.await();
                }
            });
        }
    }

    @OnEveryBackend
    void keyUpdatesOfOpenSsl_changeNothing(Variant variant) {
        need("openssl");
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                // A line "K" asks for new keys in both directions, "k" changes those of the client.
                Process process = start("openssl", "s_client", "-connect", "127.0.0.1:" + listener.port(), "-CAfile",
                        localhost.toString(), "-tls1_3");
                try (TlsStream server = TlsStream.server(listener.accept(), Secured.SERVER)) {
                    TlsStream _ = server.handshake();
                    OutputStream typed = process.getOutputStream();
                    for (String line : List.of("one\n", "K\n", "two\n", "k\n", "three\n")) {
                        Miou.<IOException>blocking(() -> {
                            typed.write(line.getBytes(US_ASCII));
                            typed.flush();
                        });
                        if (line.length() > 2) {
                            assertThat(new String(Loopback.read(server, line.length()), US_ASCII)).isEqualTo(line);
                            server.write(("got " + line).getBytes(US_ASCII));
                        } else {
                            awaitWords(process, "KEYUPDATE");
                        }
                    }
                    server.shutdownOutput();
                    assertThat(output(process)).contains("got three");
                } finally {
                    process.destroyForcibly();
                }
            }
        });
    }

    private static void awaitWords(Process process, String words) throws IOException {
        Miou.<IOException>blocking(() -> {
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf(words) < 0) {
                int next = process.getInputStream().read();
                if (next < 0) {
                    throw new IOException("it has ended after: " + seen);
                }
                seen.append((char) next);
            }
        });
    }

    @OnEveryBackend
    void serverOfOpenSsl_answersUs(Variant variant) {
        need("openssl");
        for (String version : TlsEchoTest.PROTOCOLS) {
            variant.run(() -> {
                Process process = start("openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", localhost.toString(),
                        "-rev", "-naccept", "2", openSslName(version), "-Verify", "1", "-CAfile",
                        folder.resolve("client.pem").toString());
                try {
                    int port = portOf(process);
                    Tls tls = Tls.of(Certificates.context(Certificates.CLIENT));
                    for (int i = 0; i < 2; i++) {
                        try (TlsStream client = TlsStream.client(TcpStream.connect("127.0.0.1", port), tls, "localhost",
                                port)) {
                            client.write("abc\n".getBytes(US_ASCII));
                            assertThat(new String(Loopback.read(client, 4), US_ASCII)).isEqualTo("cba\n");
                            assertThat(client.session().getProtocol()).isEqualTo(version);
                            client.write("CLOSE\n".getBytes(US_ASCII));
                            assertThat(client.read(new byte[1])).isEqualTo(-1);
                        }
                    }
                } finally {
                    process.destroyForcibly();
                }
            });
        }
    }

    private static int portOf(Process process) throws IOException {
        return Miou.<Integer, IOException>blocking(() -> {
            BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
            StringBuilder seen = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ACCEPT")) {
                    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).trim());
                }
                seen.append(line).append('\n');
            }
            throw new IOException("s_server has ended after: " + seen);
        });
    }

    @OnEveryBackend
    void curl_getsAPage(Variant variant) {
        need("curl");
        byte[] page = "a line of the page\n".repeat(20_000).getBytes(US_ASCII);
        for (String version : TlsEchoTest.PROTOCOLS) {
            variant.run(() -> {
                try (TcpListener listener = Loopback.listen()) {
                    Process process = start("curl", "--silent", "--show-error", "--max-time", "60", "--noproxy", "*",
                            "--http1.1", "--cacert", localhost.toString(), "--tls-max", version.substring(4),
                            "--resolve",
                            "localhost:" + listener.port() + ":127.0.0.1",
                            "https://localhost:" + listener.port() + "/page");
                    Promise<String> shown = Miou.async(() -> output(process));
                    try (TlsStream server = TlsStream.server(listener.accept(),
                            Tls.of(Secured.SERVER).applicationProtocols("http/1.1"))) {
                        StringBuilder request = new StringBuilder();
                        byte[] some = new byte[1000];
                        while (request.indexOf("\r\n\r\n") < 0) {
                            request.append(new String(some, 0, server.read(some), US_ASCII));
                        }
                        assertThat(request.toString()).startsWith("GET /page HTTP/1.1");
                        assertThat(server.applicationProtocol()).contains("http/1.1");
                        server.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
                        server.write(page);
                        server.shutdownOutput();
                        assertThat(server.read(some)).isEqualTo(-1);
                    }
                    assertThat(shown.await().getBytes(US_ASCII)).isEqualTo(page);
                }
            });
        }
    }
}
