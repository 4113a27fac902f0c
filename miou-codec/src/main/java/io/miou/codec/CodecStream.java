package io.miou.codec;

import io.miou.Miou;
import io.miou.Ownership;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.net.ByteStream;
import io.miou.sync.Trigger;
import io.miou.task.Failures;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages in both directions over a stream of bytes. Netty's handlers decode and encode; this stream reads, writes and
 * waits.
 *
 * {@snippet :
 * try (CodecStream<String, String> lines = LINES.over(client)) {
 *     for (String line = lines.receive(); line != null; line = lines.receive()) {
 *         lines.send("you said " + line + "\n");
 *     }
 * }
 * }
 *
 * <p><b>Ownership.</b> The stream takes over its transport: use the transport through the stream only, which closes it.
 * The two are one resource with one owner. So give, lend and transfer the stream as any other.
 *
 * <p><b>Reference counts.</b> A received message belongs to the stream, which releases it at the next {@link #receive},
 * at the close, or when its task fails or is cancelled. To keep a message longer, or to send a part of it, retain it
 * first ({@code ReferenceCountUtil.retain}). Only the received message itself may be sent without that. A message that
 * is sent belongs to the stream too, also if {@code send} throws. So no path leaks a buffer.
 *
 * <p><b>Tasks.</b> One task at a time may receive. Any number of tasks that own or have borrowed the stream may send:
 * each message is encoded as a whole. Handlers run on the calling fiber.
 *
 * <p><b>Cancellation.</b> A receive that is cancelled, or whose limit has expired, has lost nothing and can be repeated
 * (rule 9). A send that throws {@code TaskCancelled} has encoded nothing. A flush that is cut goes on at the next one.
 *
 * <p>All methods except {@link #ownership} and {@code toString} need a current task: outside a fiber they throw
 * {@link IllegalStateException}.
 *
 * @param <I> the messages that are received
 * @param <O> the messages that are sent
 * @since 0.1.0
 */
public final class CodecStream<I, O> implements Resource {

    private final ByteStream transport;
    private final OwnershipState holding;
    private final Codec<I, O> codec;
    private final Inbox<I> inbox;
    private final Output output;
    private final HandlerDriver handlers;
    private final Intake intake;
    private final Encoding<O> encoding;
    private CodecBuffers buffers;
    private boolean released;

    CodecStream(ByteStream transport, Codec<I, O> codec) {
        Task<?> task = Task.current();
        transport.check();
        OwnershipState.of(transport).requireNotWrapped(transport);
        if (OwnershipState.of(transport).owner() == null) {
            // A stream of the JDK that was made outside a fiber.
            ByteStream _ = transport.adopt();
        }
        this.transport = transport;
        this.holding = OwnershipState.of(transport);
        this.codec = codec;
        this.buffers = CodecBuffers.of(task.domain());
        this.inbox = new Inbox<>(codec, this);
        this.output = new Output(transport);
        this.intake = new Intake(transport);
        List<ChannelHandler> all = codec.newHandlers();
        try {
            this.handlers = switch (codec.driver()) {
                case BY_HAND -> new HandlerChain(all, inbox, output, buffers.allocator());
                case PIPELINE -> new HandlerPipeline(all, inbox, output, buffers.allocator(), codec.limit());
            };
        } catch (Throwable e) {
            inbox.release();
            output.release();
            throw Failures.sneak(e);
        }
        this.encoding = new Encoding<>(this, codec, inbox, output, handlers);
        holding.wrap(transport, this::release);
    }

    // Receiving

    /**
     * Receives the next message. Suspends until one has come. Before it waits, it flushes what the calling task has
     * sent; what other tasks or the handlers have sent is written while it waits.
     *
     * <p>The message is valid until the next call of this method by any task, and until the stream is closed.
     *
     * @return the message, or null at the end of the stream: the peer has ended it after a whole message, or a handler
     *         has closed its channel
     * @throws java.io.EOFException if the stream has ended in the middle of a message; each later call throws it too
     * @throws UndecodableException if the decoders fail; messages before that are received first. Another call goes on
     *         with what comes next, as far as the decoders can; the end is then this failure again (rule 30)
     * @throws IOException if the connection is broken
     * @throws ClassCastException if the message is not of the codec's class
     * @throws ReadPendingException if another task is receiving (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; no message was received then
     */
    public @Nullable I receive() throws IOException {
        Task<?> task = beginOperation();
        intake.begin(task, this);
        try {
            inbox.releaseCurrent();
            while (inbox.isEmpty()) {
                if (inbox.hasEnded()) {
                    flushLast();
                    inbox.requireCleanEnd();
                    return null;
                }
                advance(task);
            }
            return inbox.take();
        } finally {
            intake.end();
        }
    }

    /** Sends the answers of the handlers to the end, such as a closing frame. */
    private void flushLast() throws IOException {
        if (inbox.isClosedByHandler() && output.isPending()) {
            output.flush();
        }
    }

    /** Writes what waits to be written, reads once, and decodes it. */
    private void advance(Task<?> task) throws IOException {
        encoding.flush();
        if (!inbox.isEmpty() || inbox.hasEnded()) {
            // A timer of a handler was due.
            return;
        }
        if (output.isPending() && output.isOnlyOf(task)) {
            output.flush();
        }
        if (output.isPending()) {
            // It is not this task's to wait for: the peer may read only after this task has.
            Promise<?> writer = Miou.task().named("flush").lend(this).async(output::flush);
            try {
                read(task);
            } finally {
                writer.cancel();
            }
        } else {
            read(task);
        }
    }

    private void read(Task<?> task) throws IOException {
        intake.awaitBytes();
        CodecBuffers own = buffers;
        ByteBuf bytes = own.take(intake.size());
        try {
            int count = intake.read(bytes);
            requireOpen(task);
            if (count < 0) {
                inbox.end(handlers.endInput());
                return;
            }
            // The decoders release a reference of their own, now or when their last message is released.
            handlers.read(bytes.writerIndex(count).retain());
        } finally {
            own.giveBack(bytes);
        }
    }

    // Sending

    /**
     * Encodes a message. It is written by the next {@link #flush}, or before {@link #receive} waits. Suspends only
     * while more than the codec's {@linkplain Codec#pending limit} is waiting to be written.
     *
     * <p>A protocol with a flow control of its own, such as HTTP/2, may hold the message back for longer, and then it
     * does not count towards the limit. Use {@link #sendAndFlush} there.
     *
     * @param message belongs to the stream from now on, also if this throws
     * @throws ClosedChannelException after {@link #shutdownOutput}, or if a handler has closed its channel
     * @throws IOException if the connection is broken
     * @throws io.netty.handler.codec.EncoderException if an encoder fails
     * @throws UnsupportedOperationException if there is no encoder for the message
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; nothing was encoded then
     */
    public void send(O message) throws IOException {
        Object _ = encoding.add(message);
    }

    /**
     * Encodes a message, and suspends until it is written: {@link #send}, then {@link #flush}. If many tasks that have
     * borrowed the stream do so at once, their messages are written together. Where the protocol has a
     * flow control of its own, this also waits until that lets the message go. Another task must receive meanwhile,
     * because the peer's consent is received too.
     *
     * @param message belongs to the stream from now on, also if this throws
     * @throws ClosedChannelException after {@link #shutdownOutput}, or if a handler has closed its channel
     * @throws IOException if the connection is broken, or the protocol cannot send the message any more
     * @throws io.netty.handler.codec.EncoderException if an encoder fails
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; the message may be encoded then, in whole or in part
     */
    public void sendAndFlush(O message) throws IOException {
        Future<?> written = encoding.add(message);
        Task<?> task = Task.current();
        flushWithOthers(task);
        if (written != null) {
            if (!written.isDone()) {
                Trigger done = new Trigger();
                written.addListener(_ -> done.signal());
                done.await();
                requireOpen(task);
            }
            if (written.cause() != null) {
                throw new IOException(this + " could not send a message: " + written.cause(), written.cause());
            }
            output.flush();
        }
    }

    /**
     * Writes everything that was sent. Suspends while the transport takes no more. In a task that has borrowed the
     * stream, the other ready tasks of the domain run first, so that what they send is written with it.
     *
     * @throws IOException if the connection is broken
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the stream meanwhile
     * @throws io.miou.TaskCancelled if the caller is cancelled; the next flush goes on with the rest
     */
    public void flush() throws IOException {
        flushWithOthers(beginOperation());
    }

    /**
     * Flushes. A borrower lets the other tasks of the domain go first: those of them that answer too have their bytes
     * in the same write, and find nothing left to do.
     */
    private void flushWithOthers(Task<?> task) throws IOException {
        if (holding.owner() != task) {
            task.yieldNow();
            requireOpen(task);
        }
        encoding.flush();
        output.flush();
    }

    /**
     * Writes everything that was sent, and ends the output of the transport: the peer reads the end of the stream after
     * the last message. Receiving goes on. Suspends while the transport takes no more. Calling it again does nothing.
     *
     * @throws IOException if the connection is broken
     * @throws io.miou.TaskCancelled if the caller is cancelled; the output has not ended then
     */
    public void shutdownOutput() throws IOException {
        flush();
        if (!encoding.hasEnded()) {
            transport.shutdownOutput();
            encoding.end();
        }
    }

    // Ownership

    /**
     * Closes the transport, and releases all messages and buffers. What was sent and not flushed is lost. Otherwise the
     * same as {@link ByteStream#close}.
     *
     * @throws io.miou.NotOwnerError if the current task has never owned it
     */
    @Override
    public void close() {
        transport.close();
    }

    @Override
    public Ownership ownership() {
        return holding;
    }

    @Override
    public void check() {
        transport.check();
    }

    @Override
    public void disown() {
        transport.disown();
    }

    @Override
    public CodecStream<I, O> adopt() {
        ByteStream _ = transport.adopt();
        return this;
    }

    @Override
    public CodecStream<I, O> transfer() {
        ByteStream _ = transport.transfer();
        return this;
    }

    /** Releases everything. On the last owner's fiber, before the transport is released. */
    private void release() {
        released = true;
        output.release();
        inbox.release();
        handlers.close();
    }

    /**
     * Starts an operation: checks the caller and the transport, and may let other fibers run.
     *
     * @return the current task
     */
    Task<?> beginOperation() throws IOException {
        Task<?> task = Task.current();
        try {
            if (holding.isClosedByCaller()) {
                holding.checkOpen();
            }
            transport.check();
        } catch (IOException | RuntimeException | Error e) {
            task.refused();
            throw e;
        }
        task.beginOperation();
        requireOpen(task);
        CodecBuffers own = CodecBuffers.of(task.domain());
        if (own != buffers) {
            // The stream has come from another domain.
            buffers = own;
            handlers.setAllocator(own.allocator());
        }
        return task;
    }

    /** Checks, after a suspension, that the owner has not closed the stream meanwhile. */
    private void requireOpen(Task<?> task) throws AsynchronousCloseException {
        if (released) {
            throw Failures.explained(new AsynchronousCloseException(), this + " was closed by its owner while "
                    + Failures.describe(task) + " was using it; end what uses a stream before you close it");
        }
    }

    @Override
    public String toString() {
        return codec + " over " + transport;
    }
}
