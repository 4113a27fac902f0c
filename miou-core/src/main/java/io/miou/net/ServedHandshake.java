package io.miou.net;

import io.miou.Miou;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The handshake of a server with a client, before the handler runs. On the fiber of the client's task. */
final class ServedHandshake {

    private final TcpStream connection;
    private final Tls tls;
    private final RequestWait wait;
    private final ConnectionFailure failure;

    ServedHandshake(TcpStream connection, Tls tls, RequestWait wait, ConnectionFailure failure) {
        this.connection = connection;
        this.tls = tls;
        this.wait = wait;
        this.failure = failure;
    }

    /**
     * Does the handshake. A client that has sent nothing costs neither an engine nor a buffer.
     *
     * @return the stream for the handler; empty if the client had sent nothing when the server stopped
     * @throws ClientResetException if the connection broke or ended
     * @throws ClientHandshakeException if the handshake did not succeed for another reason
     */
    Optional<TlsStream> complete() throws IOException {
        Duration limit = tls.handshakeLimit();
        try {
            return Miou.<Optional<TlsStream>, IOException>timeout(limit, this::agree);
        } catch (TimeoutException e) {
            throw new ClientHandshakeException("the TLS handshake with client " + peer() + " was not done within "
                    + limit, e);
        } catch (SSLException e) {
            if (e.getCause() instanceof EOFException) {
                throw reset(e);
            }
            throw new ClientHandshakeException("the TLS handshake with client " + peer() + " has failed: "
                    + e.getMessage(), e);
        } catch (IOException e) {
            throw reset(e);
        }
    }

    private Optional<TlsStream> agree() throws IOException {
        // Without an engine yet: a client that sends nothing costs none.
        return wait.forBytes(connection)
                ? Optional.of(TlsStream.served(connection, tls, wait, failure).handshake())
                : Optional.empty();
    }

    private ClientResetException reset(IOException thrown) {
        return new ClientResetException("the connection of client " + peer() + " broke in its TLS handshake: "
                + thrown.getMessage(), thrown);
    }

    private String peer() {
        return Addresses.words(connection.remoteAddress());
    }
}
