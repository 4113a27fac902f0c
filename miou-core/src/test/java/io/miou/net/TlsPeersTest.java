package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.Certificates;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Peers on the JDK's own sockets, on threads. */
@Slow
class TlsPeersTest {

    private static final int LENGTH = 1 << 20;

    private static SSLSocket connect(SSLContext context, int port, String version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[]{version});
        return socket;
    }

    private static void echo(ByteStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(10_000);
        while (stream.read(buffer.clear()) >= 0) {
            stream.write(buffer.flip());
        }
    }

    /** A conversation of a client of the JDK with our server. */
    private interface Talk {
        void with(SSLSocket socket) throws Exception;
    }

    private interface Serving {
        void serve(TlsStream stream) throws Exception;
    }

    private static void serve(Variant variant, String version, Serving serving, Talk talk) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                FutureTask<Void> client = Foreign.start(() -> {
                    try (SSLSocket socket = connect(Secured.CLIENT, listener.port(), version)) {
                        talk.with(socket);
                    }
                    return null;
                });
                try (TlsStream server = TlsStream.server(listener.accept(), Secured.SERVER)) {
                    serving.serve(server);
                }
                Void _ = Miou.blocking(() -> client.get());
            }
        });
    }

    @OnEveryBackend
    void clientOfTheJdk_getsItsBytesBack(Variant variant) {
        byte[] bytes = Loopback.bytes(LENGTH, 3);
        for (String version : TlsEchoTest.PROTOCOLS) {
            serve(variant, version, stream -> {
                byte[] all = Loopback.read(stream, LENGTH);
                stream.write(all);
                stream.shutdownOutput();
                assertThat(stream.read(new byte[1])).isEqualTo(-1);
            }, socket -> {
                socket.getOutputStream().write(bytes);
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
            });
        }
    }

    @OnEveryBackend
    void serverOfTheJdk_sendsOurBytesBack(Variant variant) throws Exception {
        byte[] bytes = Loopback.bytes(LENGTH, 4);
        for (String version : TlsEchoTest.PROTOCOLS) {
            try (SSLServerSocket listener = (SSLServerSocket) Secured.SERVER.getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                FutureTask<Void> server = Foreign.start(() -> {
                    try (Socket socket = listener.accept()) {
                        InputStream in = socket.getInputStream();
                        OutputStream out = socket.getOutputStream();
                        in.transferTo(out);
                    }
                    return null;
                });
                variant.run(() -> {
                    try (TlsStream client = TlsStream.client(TcpStream.connect(listener.getLocalSocketAddress()),
                            Tls.of(Secured.CLIENT).protocols(version), "localhost", listener.getLocalPort())) {
                        Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(bytes));
                        assertThat(Loopback.read(client, LENGTH)).isEqualTo(bytes);
                        writer.await();
                        client.shutdownOutput();
                        assertThat(client.read(new byte[1])).isEqualTo(-1);
                    }
                });
                server.get();
            }
        }
    }

    @OnEveryBackend
    void keyUpdatesOfThePeer_changeNothing(Variant variant) {
        serve(variant, "TLSv1.3", TlsPeersTest::echo, socket -> {
            for (byte i = 0; i < 50; i++) {
                socket.getOutputStream().write(i);
                // After the first handshake this asks for new keys in both directions.
                socket.startHandshake();
                socket.getOutputStream().write(i);
                assertThat(socket.getInputStream().readNBytes(2)).containsExactly(i, i);
            }
        });
    }

    @OnEveryBackend
    void keyUpdatesOfAPeerThatOnlyWrites_areAnsweredInTheEnd(Variant variant) {
        serve(variant, "TLSv1.3", stream -> {
            assertThat(Loopback.read(stream, 600)).containsOnly(7);
            stream.write(new byte[]{1, 2, 3});
        }, socket -> {
            for (int i = 0; i < 600; i++) {
                socket.startHandshake();
                socket.getOutputStream().write(7);
            }
            assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        });
    }

    @OnEveryBackend
    void keyUpdatesOfOurs_areTakenByThePeer(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                FutureTask<Void> client = Foreign.start(() -> {
                    try (SSLSocket socket = connect(Secured.CLIENT, listener.port(), "TLSv1.3")) {
                        for (int i = 0; i < 20; i++) {
                            assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
                            socket.getOutputStream().write(4);
                        }
                    }
                    return null;
                });
                SSLEngine engine = Secured.SERVER.createSSLEngine();
                try (TlsStream server = TlsStream.server(listener.accept(), Tls.ofEngines((_, _) -> engine))) {
                    for (int i = 0; i < 20; i++) {
                        server.write(new byte[]{1, 2});
                        // After the first handshake an engine of the JDK takes this as a wish for new keys.
                        engine.beginHandshake();
                        server.write(new byte[]{3});
                        assertThat(Loopback.read(server, 1)).containsExactly(4);
                    }
                }
                Void _ = Miou.blocking(() -> client.get());
            }
        });
    }

    @OnEveryBackend
    void renegotiationBeforeTls13_isRefused(Variant variant) {
        serve(variant, "TLSv1.2", stream -> {
            assertThat(Loopback.read(stream, 1)).containsExactly(7);
            assertThat(catchThrowable(() -> stream.read(new byte[1]))).isInstanceOf(SSLException.class)
                    .hasMessageContaining("renegotiation");
            assertThat(catchThrowable(() -> stream.read(new byte[1]))).isInstanceOf(SSLException.class)
                    .hasMessageContaining("renegotiation");
        }, socket -> {
            socket.getOutputStream().write(7);
            assertThat(catchThrowable(() -> {
                socket.startHandshake();
                socket.getInputStream().read();
            })).isInstanceOf(IOException.class);
        });
    }

    @OnEveryBackend
    void clientOfTheJdk_resumesASessionOfOurs(Variant variant) {
        for (String version : TlsEchoTest.PROTOCOLS) {
            SSLContext context = Certificates.context();
            variant.run(() -> {
                try (TcpListener listener = Loopback.listen()) {
                    FutureTask<Boolean> client = Foreign.start(() -> {
                        long[] created = new long[2];
                        for (int i = 0; i < 2; i++) {
                            try (SSLSocket socket = connect(context, listener.port(), version)) {
                                assertThat(socket.getInputStream().read()).isEqualTo(5);
                                created[i] = socket.getSession().getCreationTime();
                                Thread.sleep(2);
                                socket.getOutputStream().write(1);
                            }
                        }
                        return created[0] == created[1];
                    });
                    for (int i = 0; i < 2; i++) {
                        try (TlsStream server = TlsStream.server(listener.accept(), Secured.SERVER)) {
                            server.write(new byte[]{5});
                            assertThat(server.read(new byte[1])).isEqualTo(1);
                        }
                    }
                    assertThat(Miou.<Boolean, Exception>blocking(() -> client.get())).isTrue();
                }
            });
        }
    }

    @OnEveryBackend
    void peerThatClosesItsTransport_isTruncation(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                FutureTask<Void> client = Foreign.start(() -> {
                    try (Socket plain = new Socket("127.0.0.1", listener.port());
                            SSLSocket socket = (SSLSocket) Secured.CLIENT.getSocketFactory().createSocket(plain,
                                    "localhost", 1, false)) {
                        socket.getOutputStream().write("half of".getBytes(US_ASCII));
                        assertThat(socket.getInputStream().read()).isEqualTo(1);
                        plain.shutdownOutput();
                        plain.getInputStream().readAllBytes();
                    }
                    return null;
                });
                try (TlsStream server = TlsStream.server(listener.accept(), Secured.SERVER)) {
                    server.write(new byte[]{1});
                    assertThat(Loopback.read(server, 7)).isEqualTo("half of".getBytes(US_ASCII));
                    assertThat(catchThrowable(() -> server.read(new byte[1]))).isInstanceOf(SSLException.class)
                            .hasMessageContaining("close-notify");
                }
                Void _ = Miou.blocking(() -> client.get());
            }
        });
    }
}
