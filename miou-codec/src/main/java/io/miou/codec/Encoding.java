package io.miou.codec;

import io.miou.task.Failures;
import io.miou.task.Task;
import io.netty.handler.codec.EncoderException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message from the program through the encoders to the {@link Output} of a {@link CodecStream}: whether it
 * may be sent now, and the reference that the stream takes over.
 *
 * <p>Confined to the domain of the stream's owner and borrowers.
 *
 * @param <O> the messages that are sent
 */
final class Encoding<O> {

    private final CodecStream<?, O> stream;
    private final Codec<?, O> codec;
    private final Inbox<?> inbox;
    private final Output output;
    private final HandlerDriver handlers;

    /** Whether the program has said that nothing more comes. */
    private boolean ended;

    Encoding(CodecStream<?, O> stream, Codec<?, O> codec, Inbox<?> inbox, Output output, HandlerDriver handlers) {
        this.stream = stream;
        this.codec = codec;
        this.inbox = inbox;
        this.output = output;
        this.handlers = handlers;
    }

    /**
     * Encodes a message. Suspends only while too much is waiting to be written. Takes over the message, also if this
     * throws.
     *
     * @return as {@link HandlerDriver#write}
     */
    @Nullable
    Future<?> add(O message) throws IOException {
        Objects.requireNonNull(message, "message");
        Task<?> task;
        try {
            task = prepare(message);
        } catch (Throwable e) {
            if (!inbox.isCurrent(message)) {
                boolean _ = ReferenceCountUtil.release(message);
            }
            throw e;
        }
        if (inbox.isCurrent(message)) {
            inbox.giveCurrent();
        }
        output.beginSend(task);
        try {
            return handlers.write(message);
        } catch (RuntimeException | IOException e) {
            throw e;
        } catch (Exception e) {
            throw new EncoderException(e);
        } finally {
            output.endAdding();
        }
    }

    private Task<?> prepare(O message) throws IOException {
        if (!codec.outgoing().isInstance(message)) {
            throw new ClassCastException("a " + message.getClass().getName() + " was sent to " + stream
                    + ", whose codec sends " + codec.outgoing().getName() + "; send one of these");
        }
        Task<?> task = stream.beginOperation();
        requireMaySend(task);
        while (output.bytes() >= codec.limit()) {
            output.flush();
            requireMaySend(task);
        }
        return task;
    }

    private void requireMaySend(Task<?> task) throws ClosedChannelException {
        if (ended) {
            throw Failures.explained(new ClosedChannelException(), Failures.describe(task) + " was sending to " + stream
                    + " after shutdownOutput, which says that nothing more comes; call it when all is sent");
        }
        if (inbox.isClosedByHandler()) {
            throw Failures.explained(new ClosedChannelException(), Failures.describe(task) + " was sending to " + stream
                    + ", whose handlers have closed the channel; receive until the end, then close it");
        }
    }

    /** Lets the encoders pass on what they hold back. */
    void flush() {
        output.beginFlush();
        try {
            handlers.flush();
        } finally {
            output.endAdding();
        }
    }

    /** Refuses all messages from now on. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }
}
