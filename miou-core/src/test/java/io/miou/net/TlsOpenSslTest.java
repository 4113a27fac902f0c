package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testing.Certificates;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

/**
 * Engines of OpenSSL against those of the JDK and against each other. They have reference counts: each test checks that
 * every engine was released.
 */
@Slow
class TlsOpenSslTest {

    @BeforeAll
    static void needOpenSsl() {
        assumeTrue(OpenSsl.isAvailable(), () -> "netty-tcnative has no library here: " + OpenSsl.unavailabilityCause());
    }

    /** The kinds of engines of both ends. */
    private enum Pair {
        CLIENT, SERVER, BOTH, SERVER_WITH_TASKS;

        @Nullable
        OpenSslEngines client() throws Exception {
            return this == CLIENT || this == BOTH ? OpenSslEngines.client(false, "two", false) : null;
        }

        @Nullable
        OpenSslEngines server() throws Exception {
            return this == CLIENT
                    ? null
                    : OpenSslEngines.server(this == SERVER_WITH_TASKS, "two", ClientAuth.NONE);
        }
    }

    private interface Story {
        void tell(Tls client, Tls server) throws Exception;
    }

    /** Tells a story with each pair of engines and each version, and checks that no engine is left. */
    private static void withEveryPair(Variant variant, Story story) throws Exception {
        for (Pair pair : Pair.values()) {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (OpenSslEngines near = pair.client(); OpenSslEngines far = pair.server()) {
                    Tls client = near == null
                            ? Tls.of(Secured.CLIENT).applicationProtocols("two")
                            : Tls.ofEngines(near);
                    Tls server = far == null
                            ? Tls.of(Secured.SERVER).applicationProtocols("one", "two")
                            : Tls.ofEngines(far);
                    variant.launcher().domains(1).run(() -> story.tell(client.protocols(version), server));
                    for (OpenSslEngines engines : new OpenSslEngines[]{near, far}) {
                        assertThat(engines == null ? 0 : engines.alive()).as(pair + " " + version).isZero();
                        assertThat(engines == null ? 1 : engines.made()).as(pair + " " + version).isPositive();
                    }
                }
            }
        }
    }

    private static void echo(TlsStream server) throws IOException {
        try (server) {
            ByteBuffer buffer = ByteBuffer.allocate(5_000);
            while (server.read(buffer.clear()) >= 0) {
                server.write(buffer.flip());
            }
        }
    }

    @OnEveryEngine
    void duplex_movesAMebibyteInBothDirectionsAtOnce(Variant variant) throws Exception {
        byte[] bytes = Loopback.bytes(1 << 20, 7);
        withEveryPair(variant, (client, server) -> {
            Secured secured = Secured.open(client, server);
            Promise<Void> echo = Miou.task().give(secured.server()).async(() -> echo(secured.server()));
            try (TlsStream near = secured.client()) {
                Promise<Void> writer = Miou.task().lend(near).async(() -> {
                    near.write(bytes);
                    near.shutdownOutput();
                });
                assertThat(Loopback.readToEnd(near)).isEqualTo(bytes);
                writer.await();
            }
            echo.await();
        });
    }

    @OnEveryEngine
    void questionThatComesTogetherWithTheEnd_canBeAnswered(Variant variant) throws Exception {
        withEveryPair(variant, (client, server) -> {
            try (Secured secured = Secured.open(client, server).handshake()) {
                secured.client().write("question".getBytes(US_ASCII));
                secured.client().shutdownOutput();
                byte[] question = new byte[1_000];
                assertThat(secured.server().read(question)).isEqualTo(8);
                secured.server().write("answer".getBytes(US_ASCII));
                assertThat(secured.server().read(question)).isEqualTo(-1);
                secured.server().shutdownOutput();
                assertThat(Loopback.readToEnd(secured.client())).isEqualTo("answer".getBytes(US_ASCII));
            }
        });
    }

    @OnEveryEngine
    void buffersOfEverySizeAndKind_getEveryByte(Variant variant) throws Exception {
        byte[] bytes = Loopback.bytes(40_000, 8);
        withEveryPair(variant, (client, server) -> {
            try (Secured secured = Secured.open(client, server).handshake()) {
                Promise<Void> writer = Miou.task().lend(secured.server()).async(() -> {
                    secured.server().write(new ByteBuffer[]{ByteBuffer.wrap(bytes, 0, 1), ByteBuffer.allocate(0),
                        ByteBuffer.allocateDirect(19_999).put(bytes, 1, 19_999).flip(),
                        ByteBuffer.wrap(bytes, 20_000, 20_000).asReadOnlyBuffer()});
                    secured.server().shutdownOutput();
                });
                ByteBuffer all = ByteBuffer.allocate(bytes.length);
                for (int size : new int[]{1, 2, 7, 100, 16_000}) {
                    ByteBuffer part = size % 2 == 0 ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
                    assertThat(secured.client().read(part)).isPositive();
                    all.put(part.flip());
                }
                secured.client().readFully(all);
                assertThat(all.array()).isEqualTo(bytes);
                assertThat(secured.client().read(new byte[1])).isEqualTo(-1);
                writer.await();
            }
        });
    }

    @OnEveryEngine
    void whatBothHaveAgreedOn_isTheSame(Variant variant) throws Exception {
        withEveryPair(variant, (client, server) -> {
            Secured secured = Secured.open(client, server).handshake();
            assertThat(secured.client().applicationProtocol()).contains("two");
            assertThat(secured.server().serverName()).contains("localhost");
            secured.close();
            assertThat(secured.server().applicationProtocol()).contains("two");
            assertThat(secured.client().session().getProtocol()).isEqualTo(secured.server().session().getProtocol());
            assertThat(secured.client().peerCertificates())
                    .containsExactly(Certificates.certificate(Certificates.LOCALHOST));
            assertThat(secured.server().peerCertificates()).isEmpty();
        });
    }

    @OnEveryEngine
    void certificateForAnotherHost_isRefused(Variant variant) throws Exception {
        withEveryPair(variant, (client, server) -> {
            Loopback.Connection connection = Loopback.Connection.open();
            try (TlsStream near = TlsStream.client(connection.client(), client, "other.test", 1);
                    TlsStream far = TlsStream.server(connection.server(), server)) {
                Promise<Throwable> other = Miou.task().lend(far)
                        .async(() -> catchThrowable(() -> far.read(new byte[1])));
                assertThat(catchThrowable(() -> near.read(new byte[1]))).isInstanceOf(SSLException.class);
                assertThat(other.await()).isInstanceOf(SSLException.class);
                assertThat(catchThrowable(() -> near.write(new byte[1]))).isInstanceOf(SSLException.class);
            }
        });
    }

    @OnEveryEngine
    void clientCertificate_isShownOrMissed(Variant variant) throws Exception {
        for (String version : TlsEchoTest.PROTOCOLS) {
            try (OpenSslEngines server = OpenSslEngines.server(false, null, ClientAuth.NONE);
                    OpenSslEngines known = OpenSslEngines.client(false, null, true)) {
                Tls asking = Tls.ofEngines(server).clientCertificate(ClientCertificate.NEEDED);
                variant.run(() -> {
                    for (Tls client : List.of(Tls.ofEngines(known).protocols(version),
                            Tls.of(Certificates.context(Certificates.CLIENT)).protocols(version))) {
                        try (Secured secured = Secured.open(client, asking).handshake()) {
                            assertThat(secured.server().peerCertificates())
                                    .containsExactly(Certificates.certificate(Certificates.CLIENT));
                        }
                    }
                    try (Secured secured = Secured.open(Tls.of(Secured.CLIENT).protocols(version), asking)) {
                        Promise<Throwable> other = Miou.task().lend(secured.server())
                                .async(() -> catchThrowable(() -> secured.server().read(new byte[1])));
                        assertThat(catchThrowable(() -> secured.client().read(new byte[1])))
                                .isInstanceOf(SSLException.class);
                        assertThat(other.await()).isInstanceOf(SSLException.class);
                    }
                });
                assertThat(server.alive()).isZero();
                assertThat(known.alive()).isZero();
            }
        }
    }

    @OnEveryEngine
    void sessionsOfAServer_areResumedByAClientOfTheJdk(Variant variant) throws Exception {
        for (String version : TlsEchoTest.PROTOCOLS) {
            try (OpenSslEngines engines = OpenSslEngines.server(false, null, ClientAuth.NONE)) {
                Tls client = Tls.of(Certificates.context()).protocols(version);
                long[] created = new long[2];
                variant.run(() -> {
                    for (int i = 0; i < 2; i++) {
                        try (Secured secured = Secured.open(client, Tls.ofEngines(engines)).handshake()) {
                            secured.server().write(new byte[1]);
                            assertThat(secured.client().read(new byte[1])).isEqualTo(1);
                            created[i] = secured.client().session().getCreationTime();
                        }
                        Miou.sleep(Duration.ofMillis(2));
                    }
                });
                assertThat(created[1]).as(version).isEqualTo(created[0]);
                assertThat(engines.alive()).isZero();
            }
        }
    }

    @OnEveryEngine
    void endWithoutCloseNotify_isTruncation(Variant variant) throws Exception {
        withEveryPair(variant, (client, server) -> {
            for (boolean ofClient : new boolean[]{true, false}) {
                Loopback.Connection connection = Loopback.Connection.open();
                try (TlsStream near = TlsStream.client(connection.client(), client, "localhost", 1);
                        TlsStream far = TlsStream.server(connection.server(), server)) {
                    new Secured(near, far).handshake();
                    TlsStream reader = ofClient ? near : far;
                    TlsStream writer = ofClient ? far : near;
                    writer.write("half of".getBytes(US_ASCII));
                    (ofClient ? connection.server() : connection.client()).shutdownOutput();
                    assertThat(Loopback.read(reader, 7)).asString(US_ASCII).isEqualTo("half of");
                    for (int i = 0; i < 2; i++) {
                        assertThat(catchThrowable(() -> reader.read(new byte[1]))).isInstanceOf(SSLException.class)
                                .hasCauseInstanceOf(EOFException.class);
                    }
                }
            }
        });
    }

    @OnEveryEngine
    void garbage_failsAndGoesOnFailing(Variant variant) throws Exception {
        withEveryPair(variant, (client, server) -> {
            for (boolean early : new boolean[]{true, false}) {
                for (boolean ofClient : new boolean[]{true, false}) {
                    Loopback.Connection connection = Loopback.Connection.open();
                    try (TlsStream near = TlsStream.client(connection.client(), client, "localhost", 1);
                            TlsStream far = TlsStream.server(connection.server(), server)) {
                        if (!early) {
                            new Secured(near, far).handshake();
                        }
                        (ofClient ? connection.server() : connection.client())
                                .write("this is no record at all, is it".getBytes(US_ASCII));
                        TlsStream reader = ofClient ? near : far;
                        for (int i = 0; i < 2; i++) {
                            assertThat(catchThrowable(() -> reader.read(new byte[1]))).isInstanceOf(SSLException.class);
                        }
                        assertThat(catchThrowable(() -> reader.write(new byte[1]))).isInstanceOf(SSLException.class);
                    }
                }
            }
        });
    }

    @OnEveryEngine
    void enginesOfTasksThatFailOrAreCancelled_areReleased(Variant variant) throws Exception {
        withEveryPair(variant, (client, server) -> {
            // Never used.
            Secured.open(client, server).close();
            // The task fails, and the scheduler releases its streams.
            Promise<Void> failing = Miou.async(() -> {
                Secured _ = Secured.open(client, server).handshake();
                throw new IllegalStateException("of the task");
            });
            assertThat(failing.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            // The peer does not answer, and the task is cancelled in its handshake.
            Promise<Void> waiting = Miou.async(() -> {
                Loopback.Connection connection = Loopback.Connection.open();
                TlsStream near = TlsStream.client(connection.client(), client, "localhost", 1);
                TlsStream _ = near.handshake();
            });
            Waiting.until(waiting, "reading from");
            waiting.cancel();
            // The owner closes the stream of a reader.
            Secured secured = Secured.open(client, server).handshake();
            Promise<Throwable> reader = Miou.task().lend(secured.client())
                    .async(() -> catchThrowable(() -> secured.client().read(new byte[1])));
            Waiting.until(reader, "reading from");
            secured.close();
            assertThat(reader.await()).isInstanceOf(IOException.class);
            // The stream ends on another domain.
            Secured moved = Secured.open(client, server).handshake();
            Promise<Void> echo = Miou.task().give(moved.server()).call(() -> echo(moved.server()));
            moved.client().shutdownOutput();
            assertThat(moved.client().read(new byte[1])).isEqualTo(-1);
            moved.client().close();
            echo.await();
        });
    }

    @OnEveryEngine
    void settingsThatAnEngineRefuses_releaseIt(Variant variant) throws Exception {
        try (OpenSslEngines engines = OpenSslEngines.client(false, null, false)) {
            variant.run(() -> {
                try (Loopback.Connection connection = Loopback.Connection.open()) {
                    assertThat(catchThrowable(() -> TlsStream.client(connection.client(),
                            Tls.ofEngines(engines).protocols("TLSv9"), "localhost", 1)))
                            .isInstanceOf(IllegalArgumentException.class);
                    connection.client().write(new byte[]{1});
                    assertThat(Loopback.read(connection.server(), 1)).containsExactly(1);
                }
            });
            assertThat(engines.made()).isOne();
            assertThat(engines.alive()).isZero();
        }
    }

    @OnEveryEngine
    void server_servesAndStopsWithEnginesOfOpenSsl(Variant variant) throws Exception {
        try (OpenSslEngines engines = OpenSslEngines.server(true, null, ClientAuth.NONE)) {
            variant.launcher().domains(1).run(() -> {
                Latch stop = new Latch(1);
                Computation<SocketAddress> address = new Computation<>();
                Promise<ServeReport> serving = Miou.async(() -> Server.at(Loopback.anyPort())
                        .tls(Tls.ofEngines(engines)).stop(stop).listening(address::tryReturn).failed((_, _) -> {
                        }).serve(stream -> {
                            byte[] bytes = new byte[100];
                            for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
                                stream.write(bytes, 0, count);
                            }
                        }));
                try (TcpStream garbage = TcpStream.connect(address.await())) {
                    garbage.write("no TLS at all".getBytes(US_ASCII));
                    Throwable _ = catchThrowable(() -> Loopback.readToEnd(garbage));
                }
                try (TlsStream client = TlsStream.client(TcpStream.connect(address.await()), Secured.CLIENT,
                        "localhost", 1)) {
                    client.write("hello".getBytes(US_ASCII));
                    assertThat(Loopback.read(client, 5)).asString(US_ASCII).isEqualTo("hello");
                    stop.countDown();
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
                assertThat(serving.await()).isEqualTo(new ServeReport(1, 1, 0, 0, 0));
            });
            assertThat(engines.made()).isEqualTo(2);
            assertThat(engines.alive()).isZero();
        }
    }
}
