package io.miou.codec;

import io.miou.support.Log;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Handlers in a pipeline of Netty. Its channel has no event loop of its own: tasks and timers of handlers are run
 * whenever the stream is used, on the fiber that uses it.
 *
 * <p>Confined to the domain of the stream's owner and borrowers.
 */
final class HandlerPipeline implements HandlerDriver {

    private final Inbox<?> inbox;
    private final Output output;
    private final Undecoded undecoded = new Undecoded();
    private final PipelineChannel channel;
    private final MessageSizeEstimator.Handle sizes;
    private final int limit;

    /** The bytes of the messages that handlers have got after the last flush, and may hold back. */
    private int unflushed;

    /** Stands behind the handlers, and takes what they pass on. */
    private final class Tail extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            inbox.add(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event != ChannelOutputShutdownEvent.INSTANCE) {
                // That one comes from the channel, which has no output of its own.
                inbox.event(event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            inbox.addFailure(cause);
        }
    }

    /** Stands before the handlers, and takes bytes without the queue that the channel has for a slow transport. */
    private final class Head extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (!channel.isOpen()) {
                boolean _ = ReferenceCountUtil.release(message);
                boolean _ = promise.tryFailure(new ClosedChannelException());
                return;
            }
            try {
                encoded(message);
            } catch (UnsupportedOperationException e) {
                boolean _ = promise.tryFailure(e);
                return;
            }
            boolean _ = promise.trySuccess();
        }
    }

    /**
     * Adds the handlers, and tells them that the channel is active.
     *
     * @param limit the most bytes that handlers may hold back
     * @throws Exception if one of them refuses; all are removed then
     */
    HandlerPipeline(List<ChannelHandler> handlers, Inbox<?> inbox, Output output, ByteBufAllocator allocator,
            int limit) throws Exception {
        this.inbox = inbox;
        this.output = output;
        undecoded.watch(handlers);
        this.channel = new PipelineChannel(this);
        channel.config().setAllocator(allocator);
        this.sizes = channel.config().getMessageSizeEstimator().newHandle();
        this.limit = limit;
        try {
            channel.pipeline().addLast(new Head());
            handlers.forEach(channel.pipeline()::addLast);
            channel.pipeline().addLast(new Tail());
            channel.register();
            settle();
            inbox.requireNoFailure();
        } catch (Exception | Error e) {
            closeChannel();
            throw e;
        }
    }

    // What the stream asks

    @Override
    public void setAllocator(ByteBufAllocator allocator) {
        channel.config().setAllocator(allocator);
    }

    @Override
    public void read(ByteBuf bytes) {
        channel.pipeline().fireChannelRead(bytes).fireChannelReadComplete();
        settle();
        undecoded.settle();
    }

    @Override
    public long endInput() {
        return undecoded.leftBy(this::closeChannel);
    }

    @Override
    public @Nullable Future<?> write(Object message) throws Exception {
        if (!channel.isOpen()) {
            boolean _ = ReferenceCountUtil.release(message);
            throw new ClosedChannelException();
        }
        ChannelPromise written = channel.newPromise();
        unflushed += sizes.size(message);
        Object _ = channel.write(message, written);
        if (unflushed >= limit) {
            flush();
        } else {
            settle();
        }
        if (!written.isDone()) {
            return written;
        }
        Throwable failure = written.cause();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
        return null;
    }

    @Override
    public void flush() {
        if (channel.isOpen()) {
            unflushed = 0;
            Object _ = channel.flush();
            settle();
        }
    }

    @Override
    public void close() {
        closeChannel();
    }

    /** Runs what the handlers have left to do. */
    private void settle() {
        channel.runPendingTasks();
        try {
            channel.checkException();
        } catch (Exception e) {
            inbox.addFailure(e);
        }
    }

    /** Closes the channel without asking the handlers: some would wait for the peer. */
    private void closeChannel() {
        channel.unsafe().close(channel.voidPromise());
        try {
            channel.runPendingTasks();
            channel.checkException();
        } catch (Exception e) {
            Log.debug(() -> "a handler has failed when it was removed", e);
        }
    }

    // What the handlers ask

    void decoded(Object message) {
        inbox.add(message);
    }

    void encoded(Object message) {
        if (message instanceof ByteBuf bytes) {
            output.add(bytes, channel.alloc());
            return;
        }
        boolean _ = ReferenceCountUtil.release(message);
        throw new UnsupportedOperationException("no encoder has made bytes of a " + message.getClass().getName()
                + "; add one for this class to the codec");
    }

    void closed() {
        inbox.closeByHandler();
    }
}
