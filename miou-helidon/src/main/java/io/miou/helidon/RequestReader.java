package io.miou.helidon;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.miou.Miou;
import io.miou.helidon.RequestProgress.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection, as Helidon asks for them, with the limits on its waits and the order of its end. Confined
 * to the connection's task.
 *
 * <p>When the server stops, its stream ends for each client that has sent nothing since the last write to it. That is
 * right for HTTP/1.1 between requests. A request that is being handled still needs its input: the rest of a body, or
 * what a client of HTTP/2 says about its windows. So its connection goes on to ask for bytes until it has ended. That
 * the server stops may be known a moment later here; so the end is believed only after some time.
 */
final class RequestReader implements Supplier<byte[]> {

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int PAUSES_UNTIL_BELIEVED = 20;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final ServedSite site;
    private final StreamSocket socket;
    private final ConnectionWriter writer;
    private final RequestTasks tasks;
    private final DataReader reader = DataReader.create(this);
    private final RequestProgress progress;
    private final HeadFields fields;
    private final StreamResets resets;

    /** The time by which the head that has begun must be complete, of {@code System.nanoTime}. */
    private long headEnd;

    private boolean ended;
    private boolean goAwaySaid;

    RequestReader(ServedSite site, StreamSocket socket, ConnectionWriter writer, RequestTasks tasks) {
        this.site = site;
        this.socket = socket;
        this.writer = writer;
        this.tasks = tasks;
        this.progress = new RequestProgress(reader, tasks);
        this.fields = new HeadFields(site.mostHeaderFields());
        this.resets = new StreamResets(fields, tasks::running);
    }

    DataReader reader() {
        return reader;
    }

    RequestProgress progress() {
        return progress;
    }

    StreamResets resets() {
        return resets;
    }

    /** Notes that the bytes that Helidon has not taken yet, and all after them, are HTTP/2. */
    void http2Begins() {
        writer.gather();
        resets.begin();
        int available = reader.available();
        if (available > 0) {
            resets.read(reader.getBuffer(available).readBytes());
            endIfTooManyFields();
        }
    }

    /** Ends the connection before Helidon decodes a head that would cost too much. */
    private void endIfTooManyFields() {
        if (fields.areTooMany()) {
            ended = true;
            throw new CloseConnectionException("the client has sent more header fields than are allowed");
        }
    }

    /** Returns the next bytes. Suspends until some have come; null at the end. */
    @Override
    @SuppressWarnings("NullAway") // Helidon's contract: null at the end
    public byte[] get() {
        endIfOver();
        resets.takeEffect();
        Waiting waiting = ended ? Waiting.FOR_REQUEST : progress.waiting();
        try {
            byte[] bytes = ended ? null : switch (waiting) {
                case FOR_REQUEST -> nextRequest();
                case FOR_HEAD -> restOfHead();
                case IN_REQUEST -> restOfRequest();
            };
            ended = bytes == null;
            if (bytes != null) {
                resets.read(bytes);
                endIfTooManyFields();
            }
            if (ended && waiting != Waiting.FOR_REQUEST) {
                // Helidon would answer with an error, and log it.
                throw new CloseConnectionException("the client has gone in the middle of a request");
            }
            return bytes;
        } catch (IOException e) {
            throw new ServerConnectionException("cannot read from " + socket.childSocketId(), e);
        }
    }

    private byte @Nullable [] nextRequest() throws IOException {
        Duration idle = site.idle();
        byte[] bytes;
        try {
            bytes = idle == null ? read() : readWithin(idle);
        } catch (TimeoutException e) {
            return null;
        }
        headEnd = System.nanoTime() + TimeUnit.NANOSECONDS.convert(site.requestHead());
        return bytes;
    }

    private byte @Nullable [] readWithin(Duration limit) throws IOException, TimeoutException {
        return Miou.<Optional<byte[]>, IOException>timeout(limit, () -> Optional.ofNullable(read())).orElse(null);
    }

    private byte @Nullable [] restOfHead() throws IOException {
        Duration left = Duration.ofNanos(headEnd - System.nanoTime());
        try {
            return readWithin(left);
        } catch (TimeoutException e) {
            throw RequestException.builder().type(DirectHandler.EventType.OTHER).status(Status.REQUEST_TIMEOUT_408)
                    .message("the head of the request took longer than " + site.requestHead()).setKeepAlive(false)
                    .build();
        }
    }

    private byte @Nullable [] restOfRequest() throws IOException {
        byte[] bytes = read();
        for (int pauses = 0; bytes == null && mayGoOn(pauses); pauses++) {
            sayGoAway();
            Miou.sleep(PAUSE);
            bytes = read();
        }
        return bytes;
    }

    private boolean mayGoOn(int pauses) {
        return progress.waiting() == Waiting.IN_REQUEST && (site.isStopping() || pauses < PAUSES_UNTIL_BELIEVED);
    }

    /** Reads the next bytes; ends early if a request of HTTP/2 breaks a rule or a write fails: the connection ends. */
    private byte @Nullable [] read() throws IOException {
        if (!progress.isHttp2()) {
            return socket.read();
        }
        Optional<Optional<byte[]>> read = Miou.<Optional<byte[]>, IOException>until(tasks.over(),
                () -> Optional.ofNullable(socket.read()));
        endIfOver();
        return read.flatMap(bytes -> bytes).orElse(null);
    }

    /**
     * Ends the connection if a write has failed, or a request of HTTP/2 has broken a rule. Not with the violation
     * itself: a connection that began with HTTP/1.1 would answer it in that protocol.
     */
    private void endIfOver() {
        if (tasks.over().count() == 0) {
            IOException failure = writer.failure();
            if (failure != null) {
                throw new ServerConnectionException("cannot write to " + socket.childSocketId(), failure);
            }
            ended = true;
            throw new CloseConnectionException("a request has broken a rule");
        }
    }

    // The end

    /** Tells a client of HTTP/2 to open no more streams, once the server stops. */
    private void sayGoAway() {
        if (site.isStopping() && progress.isHttp2() && !goAwaySaid) {
            goAwaySaid = true;
            writer.writeNow(Farewell.goAway(Farewell.ANY_STREAM, Farewell.NO_ERROR));
        }
    }

    /**
     * Ends the output: has the rest written, and says why the connection ends, if it was not the protocol that ended
     * it. A client that has gone does not read it, which is no failure. While the server stops, its grace is the limit.
     */
    void endOutput() {
        if (site.isStopping()) {
            writer.drain();
        }
        if (progress.isHttp2() || ended && progress.isWebSocket()) {
            try {
                Miou.<UncheckedIOException>timeout(LONGEST_FAREWELL, this::sayFarewell);
            } catch (UncheckedIOException | TimeoutException e) {
                // It goes without.
            }
        }
    }

    private void sayFarewell() {
        if (ended) {
            int code = fields.areTooMany() ? Farewell.ENHANCE_YOUR_CALM : Farewell.NO_ERROR;
            writer.writeNow(progress.isHttp2()
                    ? Farewell.goAway(progress.lastStream(), code)
                    : Farewell.webSocketClose());
        }
        writer.drain();
    }
}
