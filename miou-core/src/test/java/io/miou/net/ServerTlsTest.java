package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Ownership;
import io.miou.Promise;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.task.Task;
import io.miou.testing.Certificates;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Level;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** A server that encrypts, in both its forms; {@link ServerTest} has what is the same without. */
@Slow
class ServerTlsTest {

    private static final Duration LONG = Duration.ofDays(1);

    /** The first bytes of a record with a handshake. */
    private static final byte[] HEADER = {22, 3, 1};

    /** A server that was started, the failures that it has reported, and main as its user. */
    private record Started(Promise<ServeReport> task, SocketAddress address, Latch latch, List<Throwable> failures,
            List<SocketAddress> failedPeers) {

        static Started of(Server server, Server.Handler handler) {
            Latch latch = new Latch(1);
            Computation<SocketAddress> address = new Computation<>();
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            List<SocketAddress> failedPeers = new CopyOnWriteArrayList<>();
            Promise<ServeReport> task = Miou.task().named("server").async(() -> server.stop(latch)
                    .listening(address::tryReturn).failed((peer, failure) -> {
                        failedPeers.add(peer);
                        failures.add(failure);
                    }).serve(handler));
            return new Started(task, address.await(), latch, failures, failedPeers);
        }

        ServeReport stop() {
            latch.countDown();
            return task.await();
        }

        TcpStream connectPlain() throws IOException {
            return TcpStream.connect(address);
        }

        TlsStream connect(Tls tls) throws IOException {
            return TlsStream.client(connectPlain(), tls, "localhost", Loopback.port(address));
        }

        TlsStream connect() throws IOException {
            return connect(Tls.of(Secured.CLIENT));
        }

        void awaitFailures(int count) {
            while (failures.size() < count) {
                Miou.sleep(Duration.ofMillis(1));
            }
        }
    }

    private interface Story {
        void tell(Server server) throws Exception;
    }

    /** Tells a story on both forms, with main and a domain, and checks that nothing is left. */
    private static void onBothForms(Variant variant, Story story) {
        Server server = Server.at(Loopback.anyPort()).grace(LONG).tls(Tls.of(Secured.SERVER).handshakeLimit(LONG));
        for (Server form : List.of(server, server.withOneAcceptor())) {
            OpenSockets before = OpenSockets.now();
            variant.launcher().domains(1).run(() -> story.tell(form));
            before.assertUnchanged();
        }
    }

    private static void echo(ByteStream client) throws IOException {
        for (int count = 0; count >= 0;) {
            client.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                count = client.read(buffer.get());
                client.write(buffer.get().flip());
            }
        }
    }

    private static String say(ByteStream client, String word) throws IOException {
        client.write(word.getBytes(US_ASCII));
        return new String(Loopback.read(client, word.length()), US_ASCII);
    }

    private static void waitFor(Trail trail, String event) {
        while (trail.count(event) == 0) {
            Miou.sleep(Duration.ofMillis(1));
        }
    }

    /** Waits until this number of tasks that serve clients wait for bytes. */
    private static void untilReading(int clients) {
        while (Miou.dump().toString().split("reading from", -1).length <= clients) {
            Miou.sleep(Duration.ofMillis(1));
        }
    }

    // Serving

    @OnEveryBackend
    void handler_getsATlsStreamWhoseHandshakeIsDone(Variant variant) {
        onBothForms(variant, server -> {
            Tls ofServer = Tls.of(Secured.SERVER).applicationProtocols("one", "two")
                    .clientCertificate(ClientCertificate.WANTED);
            List<String> agreed = new CopyOnWriteArrayList<>();
            Started started = Started.of(server.tls(ofServer), client -> {
                TlsStream stream = (TlsStream) client;
                agreed.add(stream.session().getProtocol() + " " + stream.applicationProtocol().orElse("nothing") + " "
                        + stream.serverName().orElse("nothing") + " " + stream.peerCertificates().size());
                echo(client);
            });
            for (String version : TlsEchoTest.PROTOCOLS) {
                Tls ofClient = Tls.of(Secured.CLIENT).protocols(version).applicationProtocols("two");
                try (TlsStream client = started.connect(ofClient)) {
                    assertThat(say(client, "hello")).isEqualTo("hello");
                    client.shutdownOutput();
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
            }
            Tls known = Tls.of(Certificates.context(Certificates.CLIENT)).applicationProtocols("one");
            try (TlsStream client = started.connect(known)) {
                assertThat(say(client, "known")).isEqualTo("known");
                client.shutdownOutput();
                assertThat(client.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(3, 0, 0, 0, 0));
            assertThat(agreed).containsExactlyInAnyOrder(TlsEchoTest.PROTOCOLS.get(0) + " two localhost 0",
                    TlsEchoTest.PROTOCOLS.get(1) + " two localhost 0", "TLSv1.3 one localhost 1");
        });
    }

    @OnEveryBackend
    void clientThatStaysInItsHandshake_holdsNoOtherBack(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            try (TcpStream silent = started.connectPlain(); TcpStream slow = started.connectPlain()) {
                slow.write(HEADER);
                for (int i = 0; i < 4; i++) {
                    try (TlsStream client = started.connect()) {
                        assertThat(say(client, "hello " + i)).isEqualTo("hello " + i);
                        client.shutdownOutput();
                        assertThat(client.read(new byte[1])).isEqualTo(-1);
                    }
                }
                silent.shutdownOutput();
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            started.awaitFailures(2);
            assertThat(started.failures()).allSatisfy(failure -> assertThat(failure)
                    .isInstanceOf(ClientResetException.class).hasMessageContaining("handshake"));
            assertThat(started.stop()).isEqualTo(new ServeReport(4, 0, 2, 0, 0));
        });
    }

    // The stop

    @OnEveryBackend
    void stop_letsClientsThatWaitForARequestGoWithCloseNotify(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            for (String version : TlsEchoTest.PROTOCOLS) {
                TlsStream asked = started.connect(Tls.of(Secured.CLIENT).protocols(version));
                assertThat(say(asked, "asked before")).isEqualTo("asked before");
                try (TlsStream silent = started.connect().handshake()) {
                    if (version.equals(TlsEchoTest.PROTOCOLS.get(1))) {
                        untilReading(2);
                        started.latch().countDown();
                        // A clean end: truncation would be an exception.
                        assertThat(silent.read(new byte[1])).isEqualTo(-1);
                    } else {
                        silent.shutdownOutput();
                        assertThat(silent.read(new byte[1])).isEqualTo(-1);
                        asked.shutdownOutput();
                    }
                }
                assertThat(asked.read(new byte[1])).isEqualTo(-1);
                asked.close();
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(4, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void stopInTheMiddleOfARequest_waitsForTheRestAndItsAnswer(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Started started = Started.of(server, client -> {
                byte[] request = new byte[4];
                while (client.read(request, 0, 2) >= 0) {
                    trail.add("half");
                    assertThat(client.read(request, 2, 2)).isEqualTo(2);
                    client.write(request);
                }
            });
            try (TlsStream client = started.connect()) {
                client.write("ab".getBytes(US_ASCII));
                waitFor(trail, "half");
                started.latch().countDown();
                client.write("cd".getBytes(US_ASCII));
                assertThat(Loopback.readToEnd(client)).asString(US_ASCII).isEqualTo("abcd");
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void requestThatHasComeWhenTheServerStops_isAnswered(Variant variant) {
        onBothForms(variant, server -> {
            for (int size : new int[]{10, 50_000}) {
                Trail trail = new Trail();
                Latch sent = new Latch(1);
                Started started = Started.of(server, client -> {
                    trail.add("agreed");
                    sent.await();
                    byte[] request = new byte[size];
                    int first = client.read(request, 0, 5);
                    client.readFully(ByteBuffer.wrap(request, first, size - first));
                    client.write(request);
                    assertThat(client.read(request)).isEqualTo(-1);
                });
                byte[] request = Loopback.bytes(size, size);
                try (TlsStream client = started.connect().handshake()) {
                    waitFor(trail, "agreed");
                    client.write(request);
                    started.latch().countDown();
                    sent.countDown();
                    assertThat(Loopback.readToEnd(client)).isEqualTo(request);
                }
                assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
            }
        });
    }

    @OnEveryBackend
    void partOfARecordAtTheStop_isNoRequest(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            TcpStream transport = started.connectPlain();
            Tls tls = Tls.of(Secured.CLIENT);
            try (TlsStream client = TlsStream.client(transport, tls, "localhost", 1)) {
                assertThat(say(client, "hello")).isEqualTo("hello");
                // The header of a record with data, of 100 bytes.
                transport.write(new byte[]{23, 3, 3, 0, 100});
                untilReading(1);
                started.latch().countDown();
                assertThat(client.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void clientThatHasSentNothingAtTheStop_isRefused(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            try (TcpStream silent = started.connectPlain()) {
                untilReading(1);
                started.latch().countDown();
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 0, 0, 0, 1));
            assertThat(started.failures()).isEmpty();
        });
    }

    /** A transport whose writes after the first wait for a latch. */
    private record Held(TcpStream inner, Latch first, Latch more) implements ByteStream {

        @Override
        public int read(ByteBuffer target) throws IOException {
            return inner.read(target);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            if (first.count() == 0) {
                more.await();
            }
            inner.write(source);
            first.countDown();
        }

        @Override
        public void shutdownOutput() throws IOException {
            inner.shutdownOutput();
        }

        @Override
        public Ownership ownership() {
            return inner.ownership();
        }

        @Override
        public Held adopt() {
            TcpStream _ = inner.adopt();
            return this;
        }

        @Override
        public Held transfer() {
            TcpStream _ = inner.transfer();
            return this;
        }
    }

    @OnEveryBackend
    void handshakeThatHasBegunAtTheStop_goesOnToACleanEnd(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            Latch first = new Latch(1);
            Latch more = new Latch(1);
            Held transport = new Held(started.connectPlain(), first, more);
            TlsStream client = TlsStream.client(transport, Tls.of(Secured.CLIENT), "localhost", 1);
            Promise<Integer> talk = Miou.task().lend(client).async(() -> client.read(new byte[1]));
            first.await();
            // The answer to the first flight is on its way: the handshake is in its middle.
            while (!Miou.dump().toString().contains("latch")) {
                Miou.sleep(Duration.ofMillis(1));
            }
            started.latch().countDown();
            more.countDown();
            assertThat(talk.await()).isEqualTo(-1);
            client.close();
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void handshakeThatTakesLongerThanTheGrace_isCut(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Tls tls = Tls.of(() -> {
                trail.add("engine");
                return Secured.SERVER;
            }).handshakeLimit(LONG);
            Started started = Started.of(server.tls(tls).grace(Duration.ofMillis(20)), ServerTlsTest::echo);
            try (TcpStream slow = started.connectPlain()) {
                slow.write(HEADER);
                waitFor(trail, "engine");
                assertThat(started.stop()).isEqualTo(new ServeReport(0, 0, 0, 1, 0));
                assertThat(slow.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void clientsThatAreCutOrFail_getNoCleanEnd(Variant variant) {
        onBothForms(variant, server -> {
            Trail trail = new Trail();
            Exception failure = new Exception("of the handler");
            Started started = Started.of(server.grace(Duration.ofMillis(20)), client -> {
                byte[] word = Loopback.read(client, 1);
                client.write(word);
                if (word[0] == 'f') {
                    throw failure;
                }
                trail.add("busy");
                Miou.sleep(LONG);
            });
            try (TlsStream failing = started.connect(); TlsStream busy = started.connect()) {
                assertThat(say(failing, "f")).isEqualTo("f");
                assertThat(catchThrowable(() -> failing.read(new byte[1]))).isInstanceOf(SSLException.class)
                        .hasCauseInstanceOf(EOFException.class);
                assertThat(say(busy, "b")).isEqualTo("b");
                waitFor(trail, "busy");
                assertThat(started.stop()).isEqualTo(new ServeReport(0, 1, 0, 1, 0));
                assertThat(catchThrowable(() -> busy.read(new byte[1]))).isInstanceOf(SSLException.class)
                        .hasCauseInstanceOf(EOFException.class);
            }
            assertThat(started.failures()).containsExactly(failure);
        });
    }

    // Failures

    @OnEveryBackend
    void handshakesThatDoNotSucceed_areReportedAndEndTheirClientsAlone(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            TlsStream good = started.connect();
            assertThat(say(good, "a")).isEqualTo("a");
            try (TcpStream plain = started.connectPlain()) {
                plain.write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
                started.awaitFailures(1);
                assertThat(started.failedPeers()).containsExactly(plain.localAddress());
            }
            for (String version : TlsEchoTest.PROTOCOLS) {
                Tls tls = Tls.of(Secured.CLIENT).protocols(version);
                try (TlsStream client = TlsStream.client(started.connectPlain(), tls, "elsewhere", 1)) {
                    assertThat(catchThrowable(client::handshake)).isInstanceOf(SSLException.class);
                }
            }
            started.awaitFailures(3);
            assertThat(started.failures()).allSatisfy(failure -> assertThat(failure)
                    .isInstanceOf(ClientHandshakeException.class).hasCauseInstanceOf(SSLException.class)
                    .hasMessageContaining("127.0.0.1:"));
            assertThat(say(good, "b")).isEqualTo("b");
            good.shutdownOutput();
            assertThat(good.read(new byte[1])).isEqualTo(-1);
            good.close();
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 3, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void handshakesThatTakeTooLong_areReportedAndGiveTheirRoomBack(Variant variant) {
        onBothForms(variant, server -> {
            Tls hasty = Tls.of(Secured.SERVER).handshakeLimit(Duration.ofMillis(20));
            Started started = Started.of(server.tls(hasty).clients(1), ServerTlsTest::echo);
            try (TcpStream silent = started.connectPlain(); TcpStream slow = started.connectPlain()) {
                slow.write(HEADER);
                started.awaitFailures(2);
                assertThat(started.failures()).allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(ClientHandshakeException.class).hasMessageContaining("PT0.02S")
                        .hasCauseInstanceOf(TimeoutException.class));
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 2, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void settingsThatThrow_areAFailureOfEachClient(Variant variant) {
        onBothForms(variant, server -> {
            IllegalStateException failure = new IllegalStateException("no certificate yet");
            Supplier<SSLContext> contexts = () -> {
                throw failure;
            };
            Started started = Started.of(server.tls(Tls.of(contexts)), ServerTlsTest::echo);
            try (TlsStream client = started.connect()) {
                assertThat(catchThrowable(client::handshake)).isInstanceOf(IOException.class);
            }
            started.awaitFailures(1);
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 1, 0, 0, 0));
            assertThat(started.failures()).containsExactly(failure);
        });
    }

    @OnEveryBackend
    void clientThatEndsWithoutCloseNotify_isToldApartFromAFault(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server, ServerTlsTest::echo);
            TcpStream transport = started.connectPlain();
            TlsStream client = TlsStream.client(transport, Tls.of(Secured.CLIENT), "localhost", 1);
            assertThat(say(client, "hello")).isEqualTo("hello");
            transport.close();
            started.awaitFailures(1);
            assertThat(started.failures()).singleElement().isInstanceOf(ClientResetException.class);
            assertThat(started.stop()).isEqualTo(new ServeReport(0, 0, 1, 0, 0));
        });
    }

    @OnEveryBackend
    void failedHandshakeWithoutAnAction_isLogged(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Latch latch = new Latch(1);
            Computation<SocketAddress> address = new Computation<>();
            try (LogRecorder log = new LogRecorder()) {
                Promise<ServeReport> task = Miou.async(() -> Server.at(Loopback.anyPort()).tls(Secured.SERVER)
                        .stop(latch).listening(address::tryReturn).serve(ServerTlsTest::echo));
                try (TcpStream plain = TcpStream.connect(address.await())) {
                    plain.write("no handshake at all".getBytes(US_ASCII));
                    Throwable _ = catchThrowable(() -> Loopback.readToEnd(plain));
                    latch.countDown();
                    assertThat(task.await()).isEqualTo(new ServeReport(0, 1, 0, 0, 0));
                    assertThat(log.messages(Level.WARNING)).filteredOn(line -> line.contains("Server.failed"))
                            .singleElement().asString().contains("127.0.0.1:" + Loopback.port(plain.localAddress()));
                }
            }
        });
    }

    // Idle clients

    @OnEveryBackend
    void clientsThatAreIdleForTooLong_getACleanEnd(Variant variant) {
        onBothForms(variant, server -> {
            Started started = Started.of(server.idle(Duration.ofMillis(10)), ServerTlsTest::echo);
            for (int i = 0; i < 2; i++) {
                try (TlsStream silent = started.connect()) {
                    assertThat(silent.read(new byte[1])).isEqualTo(-1);
                }
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(2, 0, 0, 0, 0));
        });
    }

    @OnEveryBackend
    void clientsThatWait_haveNoBuffer(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            Started started = Started.of(Server.at(Loopback.anyPort()).tls(Secured.SERVER), ServerTlsTest::echo);
            try (TcpStream silent = started.connectPlain(); TlsStream asked = started.connect()) {
                assertThat(say(asked, "hello")).isEqualTo("hello");
                untilReading(2);
                assertThat(Buffers.of(Task.current()).taken()).isZero();
                started.latch().countDown();
                assertThat(asked.read(new byte[1])).isEqualTo(-1);
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            assertThat(started.stop()).isEqualTo(new ServeReport(1, 0, 0, 0, 1));
        });
    }

    @Test
    void nothingInPlaceOfSettings_isRefusedAtOnce() {
        Server server = Server.at("127.0.0.1", 7000);
        assertThatThrownBy(() -> server.tls((Tls) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> server.tls((SSLContext) null)).isInstanceOf(NullPointerException.class);
    }
}
