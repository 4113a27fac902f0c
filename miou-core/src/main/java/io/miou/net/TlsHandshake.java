package io.miou.net;

import io.miou.Miou;
import io.miou.Step;
import io.miou.sync.Semaphore;
import io.miou.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a stream through its handshake. The first fiber that needs the handshake does it; others wait for that one. A
 * handshake that was cut goes on at the next call.
 *
 * <p>Confined to the domain of the stream's owner and borrowers, except the engine's tasks: they run on blocking
 * threads, while the fiber has {@code turn} and no other touches the engine.
 */
final class TlsHandshake {

    private final ByteStream transport;
    private final TlsEngine engine;
    private final TlsInput input;
    private final TlsOutput output;
    private final TlsGate gate;
    private final Duration limit;
    private final Semaphore turn = new Semaphore(1);

    private boolean begun;

    /** The task that the engine has handed out and that has not run to its end; the engine hands it out only once. */
    @Nullable
    private EngineTask handedOut;

    TlsHandshake(ByteStream transport, TlsEngine engine, TlsInput input, TlsOutput output, TlsGate gate,
            Duration limit) {
        this.transport = transport;
        this.engine = engine;
        this.input = input;
        this.output = output;
        this.gate = gate;
        this.limit = limit;
    }

    /** Returns whether anything was sent or received, or will be. */
    boolean hasBegun() {
        return begun;
    }

    /** Reserves the engine for a caller that does not wait; false if a handshake is in progress. */
    boolean tryReserve() {
        return turn.tryAcquire();
    }

    /** Ends {@link #tryReserve}. */
    void unreserve() {
        turn.release();
    }

    /** Does the handshake, unless it is done. Suspends while another fiber does it, and for the peer. */
    void complete(Task<?> task) throws IOException {
        if (gate.isEstablished()) {
            return;
        }
        turn.acquire();
        try {
            gate.requireOpen(task);
            if (!gate.isEstablished()) {
                engine.requireIntact();
                Miou.<IOException>timeout(limit, () -> drive(task));
                gate.setEstablished(true);
            }
        } catch (TimeoutException e) {
            SSLHandshakeException late = engine.failed(new SSLHandshakeException("the TLS handshake over " + transport
                    + " was not done within " + limit + "; set handshakeLimit if its peer is that slow"));
            late.initCause(e);
            throw late;
        } catch (SSLException e) {
            if (engine.hasFailed()) {
                output.sendAlert(task);
            }
            throw e;
        } finally {
            turn.release();
        }
    }

    private void drive(Task<?> task) throws IOException {
        if (!begun) {
            begun = true;
            engine.beginHandshake();
        }
        runTasks(task);
        for (;;) {
            switch (engine.status()) {
                case NEED_TASK -> runTasks(task);
                case NEED_WRAP -> {
                    if (!output.prepareOwn(task)) {
                        throw engine.failed(new SSLHandshakeException("the TLS engine over " + transport
                                + " has ended its output in the middle of the handshake; begin with a new connection"));
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    output.flush();
                    takeRecord(task);
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    output.flush();
                    return;
                }
            }
        }
    }

    private void takeRecord(Task<?> task) throws IOException {
        try {
            input.takeHandshakeRecord(task);
        } catch (SSLException e) {
            if (!engine.hasFailed() && e.getCause() instanceof EOFException) {
                SSLHandshakeException early = engine.failed(new SSLHandshakeException("the peer of " + transport
                        + " has ended the connection in the middle of the handshake; see its log for the reason"));
                early.initCause(e.getCause());
                throw early;
            }
            throw e;
        }
    }

    /** Runs the tasks of the engine, each on a blocking thread. A cancellation waits for the one that runs. */
    private void runTasks(Task<?> task) throws IOException {
        for (;;) {
            EngineTask next = handedOut;
            if (next == null) {
                Runnable body = engine.nextTask();
                if (body == null) {
                    return;
                }
                next = new EngineTask(body);
                handedOut = next;
            }
            engine.taskBegins();
            try {
                Miou.<RuntimeException>blocking(next, () -> {
                    // An interrupt would make the handshake fail, which then could not be repeated.
                });
            } finally {
                if (next.ended) {
                    handedOut = null;
                }
                engine.taskEnds();
            }
            if (next.thrown != null) {
                throw engine.broken(next.thrown);
            }
            gate.requireOpen(task);
        }
    }

    /** A task of the engine. It runs on a blocking thread, and the fiber reads its state after it has ended there. */
    private static final class EngineTask implements Step<RuntimeException> {

        private final Runnable body;
        private boolean ended;

        @Nullable
        private Throwable thrown;

        EngineTask(Runnable body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (Throwable e) {
                thrown = e;
            } finally {
                ended = true;
            }
        }
    }
}
