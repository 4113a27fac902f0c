package io.miou.helidon;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.spi.ServerConnection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the request of a connection has come, so what its next bytes are waited for. Confined to the
 * connection's domain.
 *
 * <p>Helidon does not say that it has switched an HTTP/1.1 connection to another protocol. But the connection of that
 * protocol asks for the reader, and only then a reader is asked for twice.
 */
final class RequestProgress {

    /** The reason why a connection waits. */
    enum Waiting {
        /** A request: there is none. */
        FOR_REQUEST,
        /** The rest of the request line and the headers. */
        FOR_HEAD,
        /** Something of a request that is being handled. */
        IN_REQUEST
    }

    private enum Protocol {
        UNKNOWN, HTTP_1, HTTP_2, WEB_SOCKET, OTHER
    }

    private final DataReader reader;
    private final RequestTasks tasks;

    @Nullable
    private ServerConnection connection;

    private Protocol protocol = Protocol.UNKNOWN;
    private boolean headOpen;
    private int lastStream;

    /** The last protocol that a request asked to switch to. */
    private String wanted = "";

    RequestProgress(DataReader reader, RequestTasks tasks) {
        this.reader = reader;
        this.tasks = tasks;
    }

    // What happens

    /** Notes the connection that handles the requests. */
    void identified(ServerConnection made, boolean http2) {
        connection = made;
        protocol = http2 ? Protocol.HTTP_2 : made instanceof InterruptableTask<?> ? Protocol.HTTP_1 : Protocol.OTHER;
    }

    void requestLineRead() {
        headOpen = true;
    }

    void headersRead(Headers headers) {
        headOpen = false;
        wanted = headers.first(HeaderNames.UPGRADE).orElse("").toLowerCase(Locale.ROOT);
    }

    /** Notes that a connection of another protocol was made in the place of HTTP/1.1. */
    void switched() {
        protocol = switch (wanted) {
            case "h2c" -> Protocol.HTTP_2;
            case "websocket" -> Protocol.WEB_SOCKET;
            default -> Protocol.OTHER;
        };
    }

    /** Ends a connection of HTTP/1.1 when the request that is being handled has its answer. */
    void endAfterRequest() {
        if (protocol == Protocol.HTTP_1 && connection != null) {
            // Not now: it only interrupts a thread that reads a request line.
            connection.close(false);
        }
    }

    /** Notes a request of HTTP/2 that is handled, also in the request's task. */
    void streamHandled(int stream) {
        lastStream = Math.max(lastStream, stream);
    }

    // What is asked

    /** The last stream of HTTP/2 that was handled; 0 if none was. */
    int lastStream() {
        return lastStream;
    }

    boolean isHttp2() {
        return protocol == Protocol.HTTP_2;
    }

    boolean isWebSocket() {
        return protocol == Protocol.WEB_SOCKET;
    }

    Waiting waiting() {
        return switch (protocol) {
            case UNKNOWN -> begunOrNot();
            case HTTP_1 -> headOpen ? Waiting.FOR_HEAD : isBetweenRequests() ? begunOrNot() : Waiting.IN_REQUEST;
            case HTTP_2 -> tasks.running() > 0 ? Waiting.IN_REQUEST : Waiting.FOR_REQUEST;
            case WEB_SOCKET, OTHER -> Waiting.FOR_REQUEST;
        };
    }

    private Waiting begunOrNot() {
        return reader.available() > 0 ? Waiting.FOR_HEAD : Waiting.FOR_REQUEST;
    }

    private boolean isBetweenRequests() {
        return connection instanceof InterruptableTask<?> http1 && http1.canInterrupt();
    }
}
