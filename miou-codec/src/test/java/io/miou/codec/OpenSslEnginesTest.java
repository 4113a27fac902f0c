package io.miou.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.codec.Frames.Ends;
import io.miou.net.Tls;
import io.miou.net.TlsEngines;
import io.miou.net.TlsStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines of OpenSSL and of the JDK, each as server for the other, under a stream of messages. */
@Timeout(60)
class OpenSslEnginesTest {

    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    static Path folder;

    private static KeyManagerFactory keys;
    private static TrustManagerFactory trusted;

    @BeforeAll
    static void makeKeys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "localhost", "-dname",
                "CN=localhost", "-ext", "san=dns:localhost", "-keyalg", "EC", "-validity", "7", "-storetype", "PKCS12",
                "-keystore", file.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(words).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD);
        }
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("localhost", store.getCertificate("localhost"));
        keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(certificates);
    }

    private static String talk(TlsEngines server, TlsEngines client) {
        return Miou.launcher().backend("nio").domains(1).run(() -> {
            Ends ends = Ends.connect();
            Promise<Void> echo = Miou.task().give(ends.far()).call(() -> {
                try (var far = Frames.BY_HAND.over(TlsStream.server(ends.far(), Tls.ofEngines(server)))) {
                    for (var frame = far.receive(); frame != null; frame = far.receive()) {
                        far.send(frame);
                    }
                    far.shutdownOutput();
                }
            });
            TlsStream stream = TlsStream.client(ends.near(), Tls.ofEngines(client), "localhost", 443);
            try (var near = Frames.BY_HAND.over(stream)) {
                for (int i = 0; i < 5; i++) {
                    near.send(Frames.frame(i, 20_000 * i));
                    assertThat(Frames.number(near.receive())).isEqualTo(i);
                }
                near.shutdownOutput();
                assertThat(near.receive()).isNull();
            }
            echo.awaitChecked(IOException.class);
            return stream.applicationProtocol().orElseThrow() + " by " + stream.session().getProtocol();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void enginesOfOpenSsl_talkToThoseOfTheJdk(boolean serverIsOpenSsl) throws Exception {
        assumeTrue(OpenSslEngines.unavailable().isEmpty(), () -> OpenSslEngines.unavailable().orElseThrow());
        List<String> protocols = List.of("h2", "http/1.1");
        TlsEngines server = serverIsOpenSsl
                ? OpenSslEngines.forServer(keys, null, "h2", "http/1.1")
                : OpenSslEngines.jdk(keys, null, protocols);
        TlsEngines client = serverIsOpenSsl
                ? OpenSslEngines.jdk(null, trusted, protocols)
                : OpenSslEngines.forClient(null, trusted, "h2", "http/1.1");
        assertThat((serverIsOpenSsl ? server.create(null, -1) : client.create("localhost", 443)).getClass().getName())
                .contains("OpenSsl");
        assertThat(talk(server, client)).isEqualTo("h2 by TLSv1.3");
    }

    @Test
    void choice_isLoggedWithItsReason() throws Exception {
        StringBuilder lines = new StringBuilder();
        Logger logger = Logger.getLogger("io.miou");
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.append(line.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        Level before = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(listener);
        try {
            TlsEngines _ = OpenSslEngines.forClient(null, trusted);
        } finally {
            logger.removeHandler(listener);
            logger.setLevel(before);
        }
        assertThat(lines).contains("TLS by ")
                .contains(OpenSslEngines.unavailable().isEmpty() ? "BoringSSL" : "no OpenSSL, because");
    }
}
