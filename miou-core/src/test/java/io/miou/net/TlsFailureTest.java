package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Peers that break off, lie or are slow: a failure is never taken for an end (rule 30). */
class TlsFailureTest {

    /** A TLS connection, and the transport of its server. */
    private record Tapped(TlsStream client, TlsStream server, TcpStream tap) implements AutoCloseable {

        static Tapped established(String version) throws IOException {
            Loopback.Connection connection = Loopback.Connection.open();
            Secured secured = new Secured(
                    TlsStream.client(connection.client(), Tls.of(Secured.CLIENT).protocols(version), "localhost", 1),
                    TlsStream.server(connection.server(), Secured.SERVER)).handshake();
            return new Tapped(secured.client(), secured.server(), connection.server());
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    @OnEveryBackend
    void transportThatEndsWithoutCloseNotify_isAFailureEachTime(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (Tapped tapped = Tapped.established(version)) {
                    tapped.server().write("all of it".getBytes(US_ASCII));
                    tapped.tap().shutdownOutput();
                    assertThat(Loopback.read(tapped.client(), 9)).isEqualTo("all of it".getBytes(US_ASCII));
                    for (int i = 0; i < 3; i++) {
                        assertThat(catchThrowable(() -> tapped.client().read(new byte[1])))
                                .isInstanceOf(SSLException.class).hasMessageContaining("close-notify")
                                .hasCauseInstanceOf(EOFException.class);
                    }
                    // The other direction is whole.
                    tapped.client().write(new byte[]{1});
                    assertThat(Loopback.read(tapped.server(), 1)).containsExactly(1);
                }
            }
        });
    }

    @OnEveryBackend
    void transportThatEndsInTheMiddleOfARecord_isAFailure(Variant variant) {
        variant.run(() -> {
            try (Tapped tapped = Tapped.established("TLSv1.3")) {
                tapped.tap().write(new byte[]{23, 3, 3, 0, 100, 1, 2, 3});
                tapped.tap().shutdownOutput();
                assertThat(catchThrowable(() -> tapped.client().read(new byte[1]))).isInstanceOf(SSLException.class)
                        .hasCauseInstanceOf(EOFException.class);
            }
        });
    }

    @OnEveryBackend
    void recordThatWasChanged_isAFailureAfterTheBytesBeforeIt(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (Tapped tapped = Tapped.established(version)) {
                    tapped.server().write("before".getBytes(US_ASCII));
                    byte[] forged = new byte[60];
                    forged[0] = 23;
                    forged[1] = 3;
                    forged[2] = 3;
                    forged[4] = 55;
                    tapped.tap().write(forged);
                    assertThat(Loopback.read(tapped.client(), 6)).isEqualTo("before".getBytes(US_ASCII));
                    Throwable first = catchThrowable(() -> tapped.client().read(new byte[1]));
                    assertThat(first).isInstanceOf(SSLException.class);
                    assertThat(catchThrowable(() -> tapped.client().read(new byte[1]))).hasSameClassAs(first)
                            .isNotSameAs(first).hasMessage(first.getMessage());
                    assertThat(catchThrowable(() -> tapped.client().write(new byte[1])))
                            .isInstanceOf(SSLException.class);
                    // The alert says why.
                    assertThat(catchThrowable(() -> tapped.server().read(new byte[1])))
                            .isInstanceOf(SSLException.class).hasMessageContaining("alert");
                }
            }
        });
    }

    @OnEveryBackend
    void peerThatDoesNotSpeakTls_isAFailure(Variant variant) {
        variant.run(() -> {
            for (String garbage : new String[]{"GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                "SSH-2.0-x\r\n"}) {
                try (Loopback.Connection connection = Loopback.Connection.open()) {
                    connection.client().write(garbage.getBytes(US_ASCII));
                    TlsStream server = TlsStream.server(connection.server(), Secured.SERVER);
                    assertThat(catchThrowable(server::handshake)).isInstanceOf(SSLException.class);
                    assertThat(catchThrowable(() -> server.read(new byte[1]))).isInstanceOf(SSLException.class);
                    assertThat(catchThrowable(() -> server.write(new byte[1]))).isInstanceOf(SSLException.class);
                }
            }
        });
    }

    @OnEveryBackend
    void peerThatBreaksOffTheHandshake_isAFailureOfTheHandshake(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                connection.client().write(new byte[]{22, 3, 1, 1, 0, 1});
                connection.client().shutdownOutput();
                TlsStream server = TlsStream.server(connection.server(), Secured.SERVER);
                for (int i = 0; i < 2; i++) {
                    assertThat(catchThrowable(server::handshake)).isInstanceOf(SSLHandshakeException.class)
                            .hasMessageContaining("middle of the handshake");
                }
            }
        });
    }

    @OnEveryBackend
    void handshakeThatIsTooSlow_fails(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                TlsStream server = TlsStream.server(connection.server(),
                        Tls.of(Secured.SERVER).handshakeLimit(Duration.ofMillis(20)));
                assertThat(catchThrowable(server::handshake)).isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("PT0.02S");
                assertThat(catchThrowable(() -> server.write(new byte[1]))).isInstanceOf(SSLHandshakeException.class);
            }
        });
    }

    @OnEveryBackend
    void handshakeWithinItsLimit_isNotCutLater(Variant variant) {
        variant.run(() -> {
            Tls quick = Tls.of(Secured.SERVER).handshakeLimit(Duration.ofSeconds(20));
            try (Secured secured = Secured.open(Tls.of(Secured.CLIENT), quick).handshake()) {
                assertThat(Miou.remaining()).isEmpty();
                secured.client().write(new byte[]{3});
                assertThat(Loopback.read(secured.server(), 1)).containsExactly(3);
            }
        });
    }

    @OnEveryBackend
    void twoTasksThatNeedTheHandshake_shareIt(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.open("TLSv1.3")) {
                Promise<byte[]> reader = Miou.task().lend(secured.client())
                        .async(() -> Loopback.read(secured.client(), 3));
                Promise<Void> writer = Miou.task().lend(secured.client())
                        .async(() -> secured.client().write(new byte[]{1, 2, 3}));
                ByteBuffer got = ByteBuffer.allocate(3);
                secured.server().readFully(got);
                secured.server().write(got.flip());
                assertThat(reader.await()).containsExactly(1, 2, 3);
                writer.await();
            }
        });
    }

    @Slow
    @OnEveryBackend
    void resetTransport_isAFailureEachTime(Variant variant) {
        variant.run(() -> {
            try (Tapped tapped = Tapped.established("TLSv1.3")) {
                tapped.server().write(new byte[]{1});
                assertThat(Loopback.read(tapped.client(), 1)).containsExactly(1);
                tapped.tap().reset();
                for (int i = 0; i < 3; i++) {
                    assertThat(catchThrowable(() -> tapped.client().read(new byte[1]))).isInstanceOf(IOException.class);
                }
                assertThat(catchThrowable(() -> tapped.client().write(new byte[1 << 20])))
                        .isInstanceOf(IOException.class);
            }
        });
    }
}
