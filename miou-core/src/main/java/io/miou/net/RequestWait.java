package io.miou.net;

import io.miou.Body;
import io.miou.inbox.Message;
import io.miou.task.Failures;
import io.miou.task.Scopes;
import io.miou.task.Task;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a server's client for a request. It ends when the server stops, or when the client has been idle for too
 * long. A wait is for a request if nothing was read since the last write, or since the client was accepted. Each wait
 * is a scope, which its end fires; but a wait for bytes of a socket is woken early, which costs less.
 *
 * <p>Threads: the owner of the client's stream and its borrowers wait; any thread may call {@link #end}, and the
 * client's domain {@link #expire} and {@link #mayGoOn}. A reader writes {@code wait} and then reads whether the server
 * stops; the server stops and then reads {@code wait}. So no wait is missed. Both are volatile.
 */
final class RequestWait {

    private static final long NOT_MEASURED = 0;

    private final ServerStop stop;

    /** True while nothing was read since the last write. */
    private volatile boolean betweenRequests = true;

    /** True once the client was idle for too long. */
    private volatile boolean expired;

    /** True once a wait for a request was ended. */
    private volatile boolean ended;

    /** Ends the read that is under way. */
    @Nullable
    private volatile Runnable wait;

    private volatile boolean measured;

    /** The start of the last wait, on the clock of the reader's domain. */
    private volatile long waitingSince = NOT_MEASURED;

    RequestWait(ServerStop stop) {
        this.stop = stop;
    }

    /** Notes when waits begin, from now on. */
    void measure() {
        measured = true;
    }

    /** Returns how many nanoseconds a client may go on waiting for a request; 0 or less if that is over. */
    long mayGoOn(long limit, long now) {
        return wait != null && betweenRequests ? limit - (now - waitingSince) : limit;
    }

    /** Ends the wait for a request, now and at any later time. */
    void expire() {
        expired = true;
        end();
    }

    /** Ends the wait for a request that is under way, if there is one and the server or the client is at its end. */
    void end() {
        Runnable ending = wait;
        if (ending != null && isAtEnd()) {
            ending.run();
        }
    }

    /** Returns whether a wait for a request ends now, and notes that it does. */
    boolean isAtEnd() {
        boolean atEnd = betweenRequests && (expired || stop.isStopping());
        if (atEnd) {
            ended = true;
        }
        return atEnd;
    }

    /** Returns whether a wait for a request has ended, and no part of a request was read since. Any thread. */
    boolean isOver() {
        return ended && betweenRequests;
    }

    /** Returns whether a task waits. */
    boolean isUnderWay() {
        return wait != null;
    }

    /** Notes that a part of a request was read. */
    void requestHasBegun() {
        betweenRequests = false;
    }

    /** Notes that something was written: the next read waits for a request. */
    void answered() {
        betweenRequests = true;
        if (wait != null) {
            if (measured) {
                waitingSince = Task.current().loop().timers().nanoTime();
            }
            end();
        }
    }

    /** Waits until a read would not wait. Returns false if the wait was for a request and has ended. */
    boolean forBytes(ByteStream stream) throws IOException {
        if (isAtEnd()) {
            return false;
        }
        return stream instanceof TcpStream connection ? forBytesOf(connection) : during(() -> {
            stream.awaitReadable();
            return true;
        }).isPresent();
    }

    /** Waits for bytes of a socket, without a scope: a socket can be woken without a reason. */
    private boolean forBytesOf(TcpStream connection) throws IOException {
        EarlyWake waking = new EarlyWake(this, connection, Task.current().loop());
        try {
            connection.awaitBytes(waking);
        } finally {
            wait = null;
            waking.end();
        }
        return !waking.hasCome();
    }

    /** Runs code that waits. Returns its result; empty if the wait was for a request and has ended. */
    <T> Optional<T> during(Body<? extends T, ? extends IOException> body) throws IOException {
        try {
            return Scopes.<T>until(this::begin, _ -> wait = null, body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /** Publishes a wait. On the reader's fiber. */
    void begin(Runnable ending) {
        Task<?> reader = Task.current();
        if (measured) {
            waitingSince = reader.loop().timers().nanoTime();
        }
        wait = ending;
        if (isAtEnd()) {
            // The server has stopped just now, and may not have seen this wait. The read is tried before.
            reader.loop().post(Message.of(ending));
        }
    }
}
