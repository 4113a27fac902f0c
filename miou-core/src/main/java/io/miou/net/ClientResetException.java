package io.miou.net;

import java.io.IOException;
import java.io.Serial;

/**
 * The connection of a client broke while its handler used it: the client reset it, or the system gave it up. A
 * {@link Server} passes this to its {@link Server#failed failed} action in place of the handler's exception, which is
 * the cause. So an action tells a client that went away from a fault of the server.
 *
 * @since 0.1.0
 */
public final class ClientResetException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    ClientResetException(String message, Throwable cause) {
        super(message, cause);
    }
}
