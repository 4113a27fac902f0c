package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.Certificates;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** The settings of both ends, and what they agree on. */
class TlsAgreementTest {

    private static final Tls CLIENT = Tls.of(Secured.CLIENT);
    private static final Tls SERVER = Tls.of(Secured.SERVER);

    /** The failures of both ends of a handshake that does not succeed. */
    private record Failed(Throwable client, Throwable server) {
    }

    private static Failed fail(Tls client, Tls server, String host) throws IOException {
        Loopback.Connection connection = Loopback.Connection.open();
        try (TlsStream near = TlsStream.client(connection.client(), client, host, 1);
                TlsStream far = TlsStream.server(connection.server(), server)) {
            Promise<Throwable> other = Miou.task().lend(far).async(() -> catchThrowable(() -> far.read(new byte[1])));
            // In TLS 1.3 a client learns only from its first read that the server has refused it.
            Throwable thrown = catchThrowable(() -> near.read(new byte[1]));
            return new Failed(thrown, other.await());
        }
    }

    @OnEveryBackend
    void applicationProtocols_theServersPreferenceIsAgreedOn(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (Secured secured = Secured.open(CLIENT.protocols(version).applicationProtocols("http/1.1", "h2"),
                        SERVER.applicationProtocols("h2", "http/1.1")).handshake()) {
                    assertThat(secured.client().applicationProtocol()).contains("h2");
                    assertThat(secured.server().applicationProtocol()).contains("h2");
                }
            }
        });
    }

    @OnEveryEngine
    void applicationProtocols_ofOneSideOnly_areNone(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.open(CLIENT.applicationProtocols("h2"), SERVER).handshake()) {
                assertThat(secured.client().applicationProtocol()).isEmpty();
                assertThat(secured.server().applicationProtocol()).isEmpty();
            }
        });
    }

    @OnEveryEngine
    void applicationProtocols_withoutACommonOne_failBothEnds(Variant variant) {
        variant.run(() -> {
            Failed failed = fail(CLIENT.applicationProtocols("h2"), SERVER.applicationProtocols("imap"), "localhost");
            assertThat(failed.client()).isInstanceOf(SSLHandshakeException.class);
            assertThat(failed.server()).isInstanceOf(SSLHandshakeException.class);
        });
    }

    @OnEveryBackend
    void serverName_choosesTheCertificate(Variant variant) {
        Tls server = Tls.of(Certificates.context(Certificates.LOCALHOST, Certificates.OTHER));
        variant.run(() -> {
            for (String name : List.of("localhost", "other.test")) {
                Loopback.Connection connection = Loopback.Connection.open();
                try (Secured secured = new Secured(TlsStream.client(connection.client(), CLIENT, name, 1),
                        TlsStream.server(connection.server(), server)).handshake()) {
                    assertThat(secured.server().serverName()).contains(name);
                    assertThat(secured.client().peerCertificates()).containsExactly(Certificates.certificate(
                            name.equals("localhost") ? Certificates.LOCALHOST : Certificates.OTHER));
                }
            }
        });
    }

    @OnEveryEngine
    void host_thatIsAnAddress_isCheckedAndNotSent(Variant variant) {
        variant.run(() -> {
            Loopback.Connection connection = Loopback.Connection.open();
            try (Secured secured = new Secured(TlsStream.client(connection.client(), CLIENT, "127.0.0.1", 1),
                    TlsStream.server(connection.server(), SERVER)).handshake()) {
                assertThat(secured.server().serverName()).isEmpty();
            }
            Failed failed = fail(CLIENT, SERVER, "127.0.0.2");
            assertThat(failed.client()).isInstanceOf(SSLHandshakeException.class);
        });
    }

    @OnEveryBackend
    void certificateForAnotherHost_isRefused(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                Failed failed = fail(CLIENT.protocols(version), SERVER, "other.test");
                assertThat(failed.client()).isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("other.test");
                // The alert arrives.
                assertThat(failed.server()).isInstanceOf(SSLHandshakeException.class).hasMessageContaining("alert");
            }
        });
    }

    @OnEveryEngine
    void certificateForAnotherHost_isAcceptedIfTheProgramAsksForThat(Variant variant) {
        variant.run(() -> {
            Loopback.Connection connection = Loopback.Connection.open();
            Tls lenient = CLIENT.parameters(parameters -> parameters.setEndpointIdentificationAlgorithm(null));
            new Secured(TlsStream.client(connection.client(), lenient, "other.test", 1),
                    TlsStream.server(connection.server(), SERVER)).handshake().close();
        });
    }

    @OnEveryEngine
    void certificateOfAStranger_isRefused(Variant variant) {
        variant.run(() -> {
            Failed failed = fail(CLIENT, Tls.of(Certificates.context(Certificates.STRANGER)), "localhost");
            assertThat(failed.client()).isInstanceOf(SSLHandshakeException.class);
            assertThat(failed.server()).isInstanceOf(SSLHandshakeException.class);
        });
    }

    @OnEveryEngine
    void versionsWithoutACommonOne_failBothEnds(Variant variant) {
        variant.run(() -> {
            Failed failed = fail(CLIENT.protocols("TLSv1.2"), SERVER.protocols("TLSv1.3"), "localhost");
            assertThat(failed.client()).isInstanceOf(SSLException.class);
            assertThat(failed.server()).isInstanceOf(SSLException.class);
        });
    }

    @OnEveryEngine
    void cipher_isTheOneThatIsSet(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.open(CLIENT.ciphers("TLS_AES_256_GCM_SHA384"), SERVER).handshake()) {
                assertThat(secured.client().session().getCipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
            }
        });
    }

    @OnEveryBackend
    void clientCertificate_isShownIfItIsAskedFor(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                for (ClientCertificate choice : ClientCertificate.values()) {
                    // A context of its own: a session that is resumed has the certificates of its first handshake.
                    Tls withKey = Tls.of(Certificates.context(Certificates.CLIENT)).protocols(version);
                    try (Secured secured = Secured.open(withKey, SERVER.clientCertificate(choice)).handshake()) {
                        if (choice == ClientCertificate.NONE) {
                            assertThat(secured.server().peerCertificates()).isEmpty();
                        } else {
                            assertThat(secured.server().peerCertificates())
                                    .containsExactly(Certificates.certificate(Certificates.CLIENT));
                        }
                    }
                }
            }
        });
    }

    @OnEveryBackend
    void clientWithoutCertificate_isServedUnlessItIsNeeded(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (Secured secured = Secured.open(CLIENT.protocols(version),
                        SERVER.clientCertificate(ClientCertificate.WANTED)).handshake()) {
                    assertThat(secured.server().peerCertificates()).isEmpty();
                }
                Failed failed = fail(CLIENT.protocols(version), SERVER.clientCertificate(ClientCertificate.NEEDED),
                        "localhost");
                assertThat(failed.server()).isInstanceOf(SSLHandshakeException.class);
                assertThat(failed.client()).isInstanceOf(SSLException.class);
            }
        });
    }

    @OnEveryBackend
    void secondConnectionToTheSameHostAndPort_resumesTheSession(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                Tls client = Tls.of(Certificates.context()).protocols(version);
                long first = conversation(client);
                // A full handshake would make a new session.
                assertThat(conversation(client)).isEqualTo(first);
                assertThat(conversation(Tls.of(Certificates.context()).protocols(version))).isNotEqualTo(first);
            }
        });
    }

    /** Talks until the client has what it needs to resume; returns when the session was made. */
    private static long conversation(Tls client) throws Exception {
        try (Secured secured = Secured.open(client, SERVER).handshake()) {
            secured.server().write(new byte[1]);
            assertThat(secured.client().read(new byte[1])).isEqualTo(1);
            long created = secured.client().session().getCreationTime();
            // The next session is made in another millisecond.
            for (long now = System.currentTimeMillis(); System.currentTimeMillis() == now;) {
                Thread.onSpinWait();
            }
            return created;
        }
    }

    @OnEveryBackend
    void reload_changesTheCertificateOfNewConnectionsOnly(Variant variant) {
        variant.run(() -> {
            Deque<SSLContext> next = new ArrayDeque<>(Stream.of(Certificates.LOCALHOST, Certificates.STRANGER)
                    .map(Certificates::context).toList());
            ReloadableContext context = ReloadableContext.load(next::pop);
            Tls server = Tls.of(context);
            try (Secured before = Secured.open(CLIENT, server).handshake()) {
                context.reload();
                assertThat(fail(CLIENT, server, "localhost").client()).isInstanceOf(SSLHandshakeException.class);
                before.server().write(new byte[]{5});
                assertThat(Loopback.read(before.client(), 1)).containsExactly(5);
                SSLContext present = context.get();
                assertThat(catchThrowable(context::reload)).isInstanceOf(java.util.NoSuchElementException.class);
                assertThat(context.get()).isSameAs(present);
            }
        });
    }

    @OnEveryEngine
    void enginesOfAnotherMaker_areUsed(Variant variant) {
        variant.run(() -> {
            Tls client = Tls.ofEngines((host, port) -> {
                assertThat(host).isEqualTo("localhost");
                assertThat(port).isEqualTo(1);
                return Secured.CLIENT.createSSLEngine(host, port);
            });
            Tls server = Tls.ofEngines((host, port) -> {
                assertThat(host).isNull();
                assertThat(port).isEqualTo(-1);
                return Secured.SERVER.createSSLEngine();
            });
            Secured.open(client, server).handshake().close();
        });
    }

    @OnEveryEngine
    void questionsBeforeTheHandshake_areRefused(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.open("TLSv1.3")) {
                for (Runnable question : Arrays.<Runnable>asList(() -> secured.client().session(),
                        () -> secured.client().applicationProtocol(), () -> secured.client().peerCertificates(),
                        () -> secured.server().serverName())) {
                    assertThatIllegalStateException().isThrownBy(question::run).withMessageContaining("handshake()");
                }
            }
        });
    }

    @OnEveryEngine
    void settingsThatAnEngineRefuses_leaveTheTransportToItsOwner(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                Throwable refused = catchThrowable(
                        () -> TlsStream.client(connection.client(), CLIENT.protocols("TLSv9"), "localhost", 1));
                assertThat(refused).isInstanceOf(IllegalArgumentException.class);
                connection.client().write(new byte[]{1});
                assertThat(Loopback.read(connection.server(), 1)).containsExactly(1);
            }
        });
    }

    @OnEveryEngine
    void streamOfTheJdkWithoutAnOwner_isAdopted(Variant variant) throws Exception {
        ByteStream lonely = ByteStream.of(java.io.InputStream.nullInputStream(),
                java.io.OutputStream.nullOutputStream());
        variant.run(() -> {
            try (TlsStream stream = TlsStream.client(lonely, CLIENT, "localhost", 1)) {
                assertThat(catchThrowable(stream::handshake)).isInstanceOf(SSLHandshakeException.class);
            }
        });
    }
}
