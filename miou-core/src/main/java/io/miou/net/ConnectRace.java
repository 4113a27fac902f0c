package io.miou.net;

import io.miou.domain.Timer;
import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.spi.StreamHandle;
import io.miou.support.Log;
import io.miou.task.Task;
import io.miou.task.Wait;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to connect to one host by several addresses, until the first succeeds ("happy eyeballs", RFC 8305). Confined
 * to the domain of the task that connects.
 *
 * <p>It needs no tasks. The fiber starts an attempt, and the next one when that has failed or when the delay is over.
 * This object is the {@link Timer} of that delay. Meanwhile the fiber waits for all pending attempts at once. It leaves
 * {@link #run} through one {@code finally}, which closes all attempts that are still pending.
 */
final class ConnectRace extends Timer implements Wait {

    /** A pending connection. */
    private final class Attempt implements Readiness {

        final StreamHandle handle;
        boolean isReady;

        Attempt(StreamHandle handle) {
            this.handle = handle;
        }

        @Override
        public void ready() {
            isReady = true;
            wake();
        }
    }

    private final Task<?> task;
    private final SocketAddress remote;
    private final @Nullable SocketAddress local;
    private final Queue<SocketAddress> untried;
    private final long delayNanos;
    private final List<Attempt> pending = new ArrayList<>();

    @Nullable
    private IOException failure;

    private boolean nextIsDue = true;
    private boolean waiting;

    ConnectRace(Task<?> task, SocketAddress remote, @Nullable SocketAddress local, List<SocketAddress> addresses,
            Duration delay) {
        this.local = local;
        this.task = task;
        this.remote = remote;
        this.untried = new ArrayDeque<>(addresses);
        this.delayNanos = delay.toNanos();
    }

    /** Suspends until one attempt is connected; the caller closes it. */
    StreamHandle run() throws IOException {
        try {
            for (;;) {
                StreamHandle winner = takeConnected();
                if (winner != null) {
                    return winner;
                }
                if (nextIsDue && !untried.isEmpty()) {
                    startNext();
                } else if (pending.isEmpty()) {
                    throw failure != null
                            ? failure
                            : new java.net.UnknownHostException(remote + " has no address; check the name");
                } else {
                    waiting = true;
                    task.suspend(this);
                }
            }
        } finally {
            waiting = false;
            task.loop().timers().stop(this);
            for (Attempt loser : pending) {
                close(loser.handle);
            }
        }
    }

    private @Nullable StreamHandle takeConnected() {
        for (Iterator<Attempt> all = pending.iterator(); all.hasNext();) {
            Attempt attempt = all.next();
            if (attempt.isReady) {
                try {
                    if (attempt.handle.finishConnect()) {
                        all.remove();
                        if (!TcpDefaults.isConnectedToItself(attempt.handle)) {
                            return attempt.handle;
                        }
                        TcpDefaults.resetAtClose(attempt.handle);
                        close(attempt.handle);
                        failed(new ConnectException("Connection refused: " + attempt.handle.remoteAddress()
                                + ", because no listener is there: the socket was connected to itself"));
                        continue;
                    }
                    attempt.isReady = false;
                    attempt.handle.watch(Direction.WRITE, attempt);
                } catch (IOException e) {
                    all.remove();
                    close(attempt.handle);
                    failed(e);
                }
            }
        }
        return null;
    }

    private void startNext() {
        // The task may have been cancelled since the last wait completed: do not start another attempt.
        task.checkCancelled();
        nextIsDue = false;
        task.loop().timers().stop(this);
        try {
            Attempt attempt = new Attempt(begin(untried.remove()));
            pending.add(attempt);
            if (attempt.handle.isConnected()) {
                attempt.isReady = true;
            } else {
                watchNew(attempt);
            }
        } catch (IOException e) {
            failed(e);
        }
        if (!nextIsDue && !untried.isEmpty()) {
            task.loop().timers().start(this, delayNanos);
        }
    }

    private StreamHandle begin(SocketAddress address) throws IOException {
        Backend backend = task.loop().backend();
        return local == null ? backend.connect(address) : backend.connect(address, local);
    }

    private void watchNew(Attempt attempt) throws IOException {
        try {
            attempt.handle.watch(Direction.WRITE, attempt);
        } catch (IOException e) {
            pending.remove(attempt);
            close(attempt.handle);
            throw e;
        }
    }

    /** Records a failed attempt: the next address need not wait. */
    private void failed(IOException reason) {
        nextIsDue = true;
        if (failure == null) {
            failure = reason;
        } else {
            failure.addSuppressed(reason);
        }
    }

    /** Tries the next address, because the delay is over. */
    @Override
    protected void fire() {
        nextIsDue = true;
        wake();
    }

    private void wake() {
        if (waiting) {
            waiting = false;
            task.wake();
        }
    }

    @Override
    public boolean withdraw() {
        boolean withdrawn = waiting;
        waiting = false;
        return withdrawn;
    }

    @Override
    public String describe() {
        return "connecting to " + remote;
    }

    private static void close(StreamHandle handle) {
        try {
            handle.close();
        } catch (IOException e) {
            // The descriptor is closed anyway, and the program could do nothing about it.
            Log.debug(() -> handle + " was not closed cleanly", e);
        }
    }
}
