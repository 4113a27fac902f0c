package io.miou.net;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.Certificates;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Both ends of a TLS connection, owned by the current task, and the contexts for them. */
record Secured(TlsStream client, TlsStream server) implements AutoCloseable {

    static final SSLContext CLIENT = Certificates.context();
    static final SSLContext SERVER = Certificates.context(Certificates.LOCALHOST);

    /** A connection without a handshake. */
    static Secured open(Tls client, Tls server) throws IOException {
        Loopback.Connection connection = Loopback.Connection.open();
        return new Secured(TlsStream.client(connection.client(), client, "localhost", 1),
                TlsStream.server(connection.server(), server));
    }

    /** A connection without a handshake. */
    static Secured open(String protocol) throws IOException {
        return open(Tls.of(CLIENT).protocols(protocol), Tls.of(SERVER));
    }

    /** A connection whose handshake is done. */
    static Secured established(String protocol) throws IOException {
        return open(protocol).handshake();
    }

    /** Does the handshake of both ends. */
    Secured handshake() throws IOException {
        Promise<TlsStream> other = Miou.task().lend(server).async(server::handshake);
        TlsStream _ = client.handshake();
        other.awaitChecked(IOException.class);
        return this;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
