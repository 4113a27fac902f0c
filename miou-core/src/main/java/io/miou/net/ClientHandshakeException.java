package io.miou.net;

import java.io.IOException;
import java.io.Serial;

/**
 * The TLS handshake with a client did not succeed: it speaks no TLS, does not agree, is not trusted or does not trust
 * the server, or was too slow. A {@link Server} passes this to its {@link Server#failed failed} action. The cause is
 * the failure of the handshake. The handler has not seen this client.
 *
 * @since 0.1.0
 */
public final class ClientHandshakeException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    ClientHandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
