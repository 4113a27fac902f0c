package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Both ends of TLS connections in one run: handshake, bytes in both directions, end. */
class TlsEchoTest {

    static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private static void echo(TlsStream server) throws IOException {
        try (server) {
            ByteBuffer buffer = ByteBuffer.allocate(5_000);
            while (server.read(buffer.clear()) >= 0) {
                server.write(buffer.flip());
            }
        }
    }

    @OnEveryBackend
    void echo_bringsEveryByteBack(Variant variant) {
        variant.run(() -> {
            for (String protocol : PROTOCOLS) {
                Secured secured = Secured.open(protocol);
                Promise<Void> echo = Miou.task().give(secured.server()).async(() -> echo(secured.server()));
                try (TlsStream client = secured.client()) {
                    client.write("hello".getBytes(UTF_8));
                    assertThat(Loopback.read(client, 5)).isEqualTo("hello".getBytes(UTF_8));
                    assertThat(client.session().getProtocol()).isEqualTo(protocol);
                    client.shutdownOutput();
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
                echo.await();
            }
        });
    }

    @OnEveryBackend
    void duplex_movesAMebibyteInBothDirectionsAtOnce(Variant variant) {
        byte[] bytes = Loopback.bytes(1 << 20, 7);
        variant.run(() -> {
            for (String protocol : PROTOCOLS) {
                Secured secured = Secured.open(protocol);
                Promise<Void> echo = Miou.task().give(secured.server()).async(() -> echo(secured.server()));
                try (TlsStream client = secured.client()) {
                    Promise<Void> writer = Miou.task().lend(client).async(() -> {
                        client.write(bytes);
                        client.shutdownOutput();
                    });
                    assertThat(Loopback.readToEnd(client)).isEqualTo(bytes);
                    writer.await();
                }
                echo.await();
            }
        });
    }

    /** Two engines over one transport would take each other's bytes, and each would release the other's transport. */
    @OnEveryBackend
    void transport_isWrappedOnce(Variant variant) {
        List<SSLEngine> made = new ArrayList<>();
        List<SSLEngine> released = new ArrayList<>();
        Tls tls = Tls.ofEngines(new TlsEngines() {

            @Override
            public SSLEngine create(@Nullable String host, int port) {
                made.add(Secured.CLIENT.createSSLEngine());
                return made.getLast();
            }

            @Override
            public void release(SSLEngine engine) {
                released.add(engine);
            }
        });
        variant.run(() -> {
            made.clear();
            released.clear();
            try (Loopback.Connection pair = Loopback.Connection.open()) {
                TlsStream outer = TlsStream.client(TlsStream.client(pair.client(), tls, "localhost", 1), tls,
                        "localhost", 1);
                assertThatThrownBy(() -> TlsStream.client(pair.client(), tls, "localhost", 1))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("has a wrapper already");
                assertThatThrownBy(() -> TlsStream.server(pair.client(), tls))
                        .isInstanceOf(IllegalStateException.class);
                outer.close();
            }
        });
        assertThat(made).hasSize(2);
        assertThat(released).containsExactlyElementsOf(made.reversed());
    }

    @OnEveryBackend
    void handshake_isDoneOnce(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3")) {
                assertThat(secured.client().handshake().handshake()).isSameAs(secured.client());
                secured.server().write(new byte[]{1, 2, 3});
                assertThat(Loopback.read(secured.client(), 3)).containsExactly(1, 2, 3);
            }
        });
    }

    @OnEveryBackend
    void streamThatIsGivenToAnotherDomain_goesOnThere(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            Promise<Void> echo = Miou.task().give(secured.server()).call(() -> echo(secured.server()));
            try (TlsStream client = secured.client()) {
                for (byte i = 0; i < 100; i++) {
                    client.write(new byte[]{i});
                    assertThat(Loopback.read(client, 1)).containsExactly(i);
                }
            }
            echo.await();
        });
    }
}
