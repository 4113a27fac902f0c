package io.miou.benchmarks.comparison;

import io.miou.benchmarks.echo.MiouEchoServer;
import io.miou.benchmarks.echo.MiouRequestServer;
import io.miou.benchmarks.echo.MiouTlsServer;
import io.miou.benchmarks.echo.NettyEchoServer;
import io.miou.benchmarks.echo.NettyRequestServer;
import io.miou.benchmarks.echo.NettyTlsServer;
import io.miou.benchmarks.echo.Requests;
import io.miou.benchmarks.echo.ServerKeys;
import io.miou.benchmarks.echo.VirtualThreadEchoServer;
import io.miou.benchmarks.echo.VirtualThreadRequestServer;
import io.miou.benchmarks.echo.VirtualThreadTlsServer;
import io.miou.benchmarks.load.Messages;
import io.miou.benchmarks.load.TlsWire;
import io.miou.benchmarks.load.Wire;
import io.miou.benchmarks.options.Choice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protocols between clients and servers, with the servers in Java that implement them. */
enum Protocol {

    /** An echo: each byte that is sent comes back. */
    ECHO("echo", MiouEchoServer.class, NettyEchoServer.class, VirtualThreadEchoServer.class),

    /** A request is taken apart and answered: see {@link Requests}. */
    REQUEST_RESPONSE("request-response", MiouRequestServer.class, NettyRequestServer.class,
            VirtualThreadRequestServer.class) {

        @Override
        byte[] message(byte[] body) {
            return ByteBuffer.allocate(Requests.LENGTH + body.length).putInt(body.length).put(body).array();
        }

        @Override
        byte[] answer(byte[] body) {
            ByteBuffer answer = ByteBuffer.allocate(Requests.LENGTH + Requests.ANSWER).putInt(Requests.ANSWER);
            while (answer.hasRemaining()) {
                answer.put(body, 0, Math.min(body.length, answer.remaining()));
            }
            return answer.array();
        }
    },

    /** An echo over TLS by the JDK. */
    TLS("tls", "jdk", true),

    /** An echo over TLS by OpenSSL. */
    OPENSSL("openssl", "openssl", true),

    /** A connection for each message, over TLS by the JDK: a whole handshake, the echo, the end. */
    TLS_HANDSHAKE("tls-handshake", "jdk", false),

    /** A connection for each message, over TLS by OpenSSL. */
    OPENSSL_HANDSHAKE("openssl-handshake", "openssl", false);

    private final String name;
    private final Class<?> miou;
    private final Class<?> netty;
    private final Class<?> virtualThreads;

    /** The engine of the servers; null if they do not encrypt. */
    private final @Nullable String engine;

    /** Whether a connection is kept for the next message. */
    private final boolean kept;

    Protocol(String name, Class<?> miou, Class<?> netty, Class<?> virtualThreads) {
        this.name = name;
        this.miou = miou;
        this.netty = netty;
        this.virtualThreads = virtualThreads;
        this.engine = null;
        this.kept = true;
    }

    Protocol(String name, String engine, boolean kept) {
        this.name = name;
        this.miou = MiouTlsServer.class;
        this.netty = NettyTlsServer.class;
        this.virtualThreads = VirtualThreadTlsServer.class;
        this.engine = engine;
        this.kept = kept;
    }

    /** {@return the bytes that are sent for a message with this body} */
    byte[] message(byte[] body) {
        return body;
    }

    /** {@return the bytes that must come back for it} */
    byte[] answer(byte[] body) {
        return body;
    }

    /** {@return connections to a server} */
    Wire connect(InetSocketAddress server, int connections, Messages messages) throws IOException {
        return engine == null
                ? Wire.connect(server, connections, messages)
                : new TlsWire(server, connections, messages, kept);
    }

    /** {@return the options that its servers in Java need} */
    List<String> options() {
        return engine == null ? List.of() : ServerKeys.options(engine);
    }

    Class<?> miou() {
        return miou;
    }

    Class<?> netty() {
        return netty;
    }

    Class<?> virtualThreads() {
        return virtualThreads;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Finds a protocol by its name. */
    static final class Converter extends Choice<Protocol> {

        Converter() {
            super(Protocol.class);
        }
    }
}
