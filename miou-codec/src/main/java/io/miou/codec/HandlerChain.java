package io.miou.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Handlers that are called by hand: one calls the next, without a pipeline and without promises. A handler that asks
 * for a channel gets one that exists for its attributes and settings only.
 *
 * <p>Confined to the domain of the stream's owner and borrowers.
 */
final class HandlerChain implements HandlerDriver {

    private final Inbox<?> inbox;
    private final Output output;
    private final Undecoded undecoded = new Undecoded();
    private final List<ChainLink> links = new ArrayList<>();
    private final @Nullable ChainLink firstDecoder;
    private final @Nullable ChainLink lastEncoder;
    private ByteBufAllocator allocator;

    /** Made when a handler asks for it. */
    @Nullable
    private ChainChannel channel;

    /** The first failure of an encoder since the write began. */
    @Nullable
    private Exception encoderFailure;

    /** The bytes ever read, and those of them that came before the last message or with it. */
    private long read;
    private long finished;

    /**
     * Adds the handlers, and tells them that the stream is connected.
     *
     * @throws Exception if one of them refuses; all are removed then
     */
    HandlerChain(List<ChannelHandler> handlers, Inbox<?> inbox, Output output, ByteBufAllocator allocator)
            throws Exception {
        this.inbox = inbox;
        this.output = output;
        this.allocator = allocator;
        ChainLink encoder = null;
        for (ChannelHandler handler : handlers) {
            ChainLink link = new ChainLink(this, handler, encoder);
            links.add(link);
            if (link.encodes()) {
                encoder = link;
            }
        }
        this.lastEncoder = encoder;
        ChainLink decoder = null;
        for (ChainLink link : links.reversed()) {
            link.setNextDecoder(decoder);
            if (link.decodes()) {
                decoder = link;
            }
        }
        this.firstDecoder = decoder;
        undecoded.watch(handlers);
        try {
            for (ChainLink link : links) {
                link.add();
            }
            tell(ChannelInboundHandler::channelRegistered);
            tell(ChannelInboundHandler::channelActive);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private void tell(ChainLink.Call call) {
        if (firstDecoder != null) {
            firstDecoder.call(call);
        }
    }

    // What the stream asks

    @Override
    public void setAllocator(ByteBufAllocator allocator) {
        this.allocator = allocator;
        if (channel != null) {
            channel.config().setAllocator(allocator);
        }
    }

    @Override
    public void read(ByteBuf bytes) {
        read += bytes.readableBytes();
        if (firstDecoder == null) {
            received(bytes);
            return;
        }
        firstDecoder.read(bytes);
        firstDecoder.call(ChannelInboundHandler::channelReadComplete);
        undecoded.settle();
    }

    @Override
    public long endInput() {
        // Not the end of the channel: encoders may still be used.
        int _ = undecoded.leftBy(
                () -> tell((decoder, context) -> decoder.userEventTriggered(context,
                        ChannelInputShutdownEvent.INSTANCE)));
        long bytes = read - finished;
        return bytes == 0 && links.stream().anyMatch(link -> link != firstDecoder && link.holdsBack()) ? 1 : bytes;
    }

    @Override
    public @Nullable Future<?> write(Object message) throws Exception {
        encoderFailure = null;
        writeFromChannel(message);
        Exception failure = encoderFailure;
        if (failure != null) {
            encoderFailure = null;
            throw failure;
        }
        return null;
    }

    @Override
    public void flush() {
        if (lastEncoder != null) {
            lastEncoder.flushHere();
        }
    }

    @Override
    public void close() {
        tell(ChannelInboundHandler::channelInactive);
        tell(ChannelInboundHandler::channelUnregistered);
        for (ChainLink link : links.reversed()) {
            link.remove();
        }
        if (channel != null) {
            boolean _ = channel.finishAndReleaseAll();
        }
    }

    // What the handlers ask

    ByteBufAllocator allocator() {
        return allocator;
    }

    ChainChannel channel() {
        ChainChannel made = channel;
        if (made == null) {
            made = new ChainChannel(this);
            made.config().setAllocator(allocator);
            channel = made;
        }
        return made;
    }

    /** Takes a message that the last decoder has passed on. */
    void received(Object message) {
        finished = read - undecoded.bytes();
        inbox.add(message);
    }

    void failed(Throwable cause) {
        inbox.addFailure(cause);
    }

    void event(Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            inbox.event(event);
        }
    }

    void closedByHandler() {
        inbox.closeByHandler();
    }

    /** Encodes a message by all encoders. */
    void writeFromChannel(Object message) {
        if (lastEncoder != null) {
            lastEncoder.encode(message, ChainContext.NO_PROMISE);
        } else {
            encoded(message, ChainContext.NO_PROMISE);
        }
    }

    /** Takes what the first encoder has passed on. */
    void encoded(Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            output.add(bytes, allocator);
            boolean _ = promise.trySuccess();
            return;
        }
        Exception failure = new UnsupportedOperationException("no encoder has made bytes of a "
                + message.getClass().getName() + "; add one for this class to the codec");
        boolean _ = ReferenceCountUtil.release(message);
        encoderFailed(failure);
        boolean _ = promise.tryFailure(failure);
    }

    void encoderFailed(Exception cause) {
        if (encoderFailure == null) {
            encoderFailure = cause;
        } else if (encoderFailure != cause) {
            encoderFailure.addSuppressed(cause);
        }
    }
}
