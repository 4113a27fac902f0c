package io.miou.codec;

import io.miou.support.Log;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are decoded and not yet received, with the failures between them, and the message that was received
 * last. It holds a reference of each. Confined to the domain of the stream's owner and borrowers.
 *
 * @param <I> the messages
 */
final class Inbox<I> {

    /** A failure of a handler, at its place among the messages. */
    private record Failure(Throwable cause) {
    }

    private final Codec<I, ?> codec;
    private final Object stream;
    private final ArrayDeque<Object> arrived = new ArrayDeque<>();

    /** The message that the program has. */
    @Nullable
    private Object current;

    /** The last failure that the program has seen. */
    @Nullable
    private Throwable failure;

    private boolean mayEnd = true;
    private boolean ended;
    private boolean closedByHandler;
    private long unfinished;
    private boolean released;

    Inbox(Codec<I, ?> codec, Object stream) {
        this.codec = codec;
        this.stream = stream;
    }

    // What handlers do

    /** Adds a message, which the last decoder has passed on. */
    void add(Object message) {
        if (released) {
            ReferenceCountUtil.release(message);
        } else {
            arrived.addLast(message);
        }
    }

    /** Adds what a handler has thrown. */
    void addFailure(Throwable cause) {
        if (released) {
            Log.debug(() -> "a handler of " + stream + " has failed after its end", cause);
        } else {
            arrived.addLast(new Failure(cause));
        }
    }

    /** Adds a user event, if the program receives such ones. */
    void event(Object event) {
        if (codec.incoming().isInstance(event)) {
            add(event);
        } else {
            boolean _ = ReferenceCountUtil.release(event);
        }
    }

    /** Ends the stream because a handler has closed its channel. */
    void closeByHandler() {
        closedByHandler = true;
    }

    // What the stream does

    boolean isEmpty() {
        return arrived.isEmpty();
    }

    boolean isClosedByHandler() {
        return closedByHandler;
    }

    /** Returns whether no more messages come after those that have arrived. */
    boolean hasEnded() {
        return ended || closedByHandler;
    }

    /** Throws the first failure, at the beginning of the stream, when no message has come. */
    void requireNoFailure() {
        if (arrived.peekFirst() instanceof Failure(Throwable cause)) {
            throw new IllegalArgumentException("the handlers of " + codec + " do not fit: " + cause, cause);
        }
    }

    /** Notes the end of the stream, and how many bytes are left that are no message. */
    void end(long bytes) {
        ended = true;
        unfinished = bytes;
    }

    /** Takes the next message, or throws the next failure. */
    I take() throws IOException {
        Object next = arrived.removeFirst();
        if (next instanceof Failure(Throwable cause)) {
            failure = cause;
            throw undecodable(cause);
        }
        if (!codec.incoming().isInstance(next)) {
            ReferenceCountUtil.release(next);
            throw new ClassCastException("the decoders of " + stream + " have made a " + next.getClass().getName()
                    + ", which is no " + codec.incoming().getName()
                    + "; create the codec with a class that all messages have");
        }
        current = next;
        I message = codec.incoming().cast(next);
        mayEnd = codec.mayEndAfter(message);
        return message;
    }

    /** Throws unless the end of the stream is a clean one. */
    void requireCleanEnd() throws IOException {
        if (failure != null) {
            throw undecodable(failure);
        }
        if (unfinished > 0) {
            throw new EOFException(stream + " has ended in the middle of a message; treat it as a connection that was"
                    + " lost");
        }
        if (!mayEnd) {
            throw new EOFException(stream + " has ended before the last part of a message; treat it as a connection"
                    + " that was lost");
        }
    }

    private UndecodableException undecodable(Throwable cause) {
        return new UndecodableException("the decoders of " + stream + " have failed: " + cause
                + "; close the stream, unless the protocol allows to go on", cause);
    }

    /** Releases the message that was received last. */
    void releaseCurrent() {
        Object message = current;
        if (message != null) {
            current = null;
            ReferenceCountUtil.release(message);
        }
    }

    /** Returns whether it is the message that was received last, whose reference is this inbox's. */
    boolean isCurrent(Object message) {
        return message == current;
    }

    /** Gives the reference of the message that was received last away. */
    void giveCurrent() {
        current = null;
    }

    /** Releases all messages, and those that come from now on. */
    void release() {
        released = true;
        releaseCurrent();
        for (Object next = arrived.pollFirst(); next != null; next = arrived.pollFirst()) {
            ReferenceCountUtil.release(next);
        }
    }
}
