package io.miou.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.List;

/**
 * Tells each connection of HTTP/1.1 how far the head of its request has come. Called in the connection's task.
 *
 * <p>It passes everything on to the listeners that were configured: a connection of Helidon that has two listeners
 * tells neither.
 */
final class RequestHeadListener implements Http1ConnectionListener {

    private final List<Http1ConnectionListener> others;

    RequestHeadListener(List<Http1ConnectionListener> others) {
        this.others = others;
    }

    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        if (connection instanceof ServedConnection served) {
            served.progress().requestLineRead();
        }
        for (Http1ConnectionListener other : others) {
            other.prologue(connection, prologue);
        }
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        if (connection instanceof ServedConnection served) {
            served.progress().headersRead(headers);
        }
        for (Http1ConnectionListener other : others) {
            other.headers(connection, headers);
        }
    }

    @Override
    public void status(ConnectionContext connection, Status status) {
        for (Http1ConnectionListener other : others) {
            other.status(connection, status);
        }
    }

    @Override
    public void data(ConnectionContext connection, BufferData data) {
        for (Http1ConnectionListener other : others) {
            other.data(connection, data);
        }
    }

    @Override
    public void data(ConnectionContext connection, byte[] data, int position, int length) {
        for (Http1ConnectionListener other : others) {
            other.data(connection, data, position, length);
        }
    }
}
