package io.miou.codec;

import io.miou.support.Log;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * A handler of a chain, and its context, which calls the next handler at once. What a decoder throws goes to its own
 * {@code exceptionCaught}, as in a pipeline. What an encoder throws ends the write. An {@code Error} goes on to the
 * fiber.
 *
 * <p>Confined as its chain.
 */
final class ChainLink extends ChainContext {

    /** The call of a decoder. */
    interface Call {
        void of(ChannelInboundHandler decoder, ChannelHandlerContext context) throws Exception;
    }

    private final ChannelHandler handler;
    private final @Nullable ChannelInboundHandler decoder;
    private final @Nullable ChannelOutboundHandler encoder;

    /** The nearest that decodes after this one. */
    @Nullable
    private ChainLink nextDecoder;

    /** The nearest that encodes before this one. */
    @Nullable
    private final ChainLink previousEncoder;

    private boolean removed;

    /** Whether the decoder has got a message after the last one that it passed on. */
    private boolean holding;

    ChainLink(HandlerChain chain, ChannelHandler handler, @Nullable ChainLink previousEncoder) {
        super(chain);
        this.handler = handler;
        this.decoder = handler instanceof ChannelInboundHandler inbound ? inbound : null;
        this.encoder = handler instanceof ChannelOutboundHandler outbound ? outbound : null;
        this.previousEncoder = previousEncoder;
    }

    boolean decodes() {
        return decoder != null;
    }

    boolean encodes() {
        return encoder != null;
    }

    void setNextDecoder(@Nullable ChainLink link) {
        nextDecoder = link;
    }

    boolean holdsBack() {
        return holding;
    }

    @Override
    public String name() {
        return handler.getClass().getSimpleName();
    }

    @Override
    public ChannelHandler handler() {
        return handler;
    }

    @Override
    public boolean isRemoved() {
        return removed;
    }

    /** Adds the handler to the chain. */
    void add() throws Exception {
        handler.handlerAdded(this);
    }

    /** Removes the handler, which releases what it holds. What it throws is logged: its stream is closed. */
    void remove() {
        if (!removed) {
            removed = true;
            try {
                handler.handlerRemoved(this);
            } catch (Exception e) {
                Log.debug(() -> "a handler has failed when it was removed", e);
            }
        }
    }

    // Decoding

    /** Calls the decoder of this link, which has one. */
    void call(Call call) {
        ChannelInboundHandler own = decoder;
        if (own != null) {
            try {
                call.of(own, this);
            } catch (Exception e) {
                caught(own, e);
            }
        }
    }

    /** Decodes. The same as {@link #call}, without an object for the call. */
    void read(Object message) {
        ChannelInboundHandler own = decoder;
        if (own != null) {
            holding = true;
            try {
                own.channelRead(this, message);
            } catch (Exception e) {
                caught(own, e);
            }
        }
    }

    private void caught(ChannelInboundHandler own, Throwable cause) {
        try {
            own.exceptionCaught(this, cause);
        } catch (Exception e) {
            if (e != cause) {
                e.addSuppressed(cause);
            }
            chain.failed(e);
        }
    }

    private ChannelHandlerContext fire(Call call) {
        ChainLink next = nextDecoder;
        if (next != null) {
            next.call(call);
        }
        return this;
    }

    @Override
    public ChannelHandlerContext fireChannelRead(Object message) {
        holding = false;
        ChainLink next = nextDecoder;
        if (next == null) {
            chain.received(message);
        } else {
            next.read(message);
        }
        return this;
    }

    @Override
    public ChannelHandlerContext fireChannelReadComplete() {
        return fire(ChannelInboundHandler::channelReadComplete);
    }

    @Override
    public ChannelHandlerContext fireUserEventTriggered(Object event) {
        ChainLink next = nextDecoder;
        if (next == null) {
            chain.event(event);
        } else {
            next.call((own, context) -> own.userEventTriggered(context, event));
        }
        return this;
    }

    @Override
    public ChannelHandlerContext fireExceptionCaught(Throwable cause) {
        ChainLink next = nextDecoder;
        if (next == null || next.decoder == null) {
            chain.failed(cause);
        } else {
            next.caught(next.decoder, cause);
        }
        return this;
    }

    @Override
    public ChannelHandlerContext fireChannelRegistered() {
        return fire(ChannelInboundHandler::channelRegistered);
    }

    @Override
    public ChannelHandlerContext fireChannelUnregistered() {
        return fire(ChannelInboundHandler::channelUnregistered);
    }

    @Override
    public ChannelHandlerContext fireChannelActive() {
        return fire(ChannelInboundHandler::channelActive);
    }

    @Override
    public ChannelHandlerContext fireChannelInactive() {
        return fire(ChannelInboundHandler::channelInactive);
    }

    @Override
    public ChannelHandlerContext fireChannelWritabilityChanged() {
        return fire(ChannelInboundHandler::channelWritabilityChanged);
    }

    // Encoding

    /** Encodes by the encoder of this link, which has one. */
    void encode(Object message, ChannelPromise promise) {
        ChannelOutboundHandler own = encoder;
        if (own != null) {
            try {
                own.write(this, message, promise);
            } catch (Exception e) {
                chain.encoderFailed(e);
                boolean _ = promise.tryFailure(e);
            }
        }
    }

    /** Flushes the encoder of this link. */
    void flushHere() {
        ChannelOutboundHandler own = encoder;
        if (own != null) {
            try {
                own.flush(this);
            } catch (Exception e) {
                chain.failed(e);
            }
        }
    }

    @Override
    public ChannelFuture write(Object message) {
        return write(message, newPromise());
    }

    @Override
    public ChannelFuture write(Object message, ChannelPromise promise) {
        ChainLink previous = previousEncoder;
        if (previous != null) {
            previous.encode(message, promise);
        } else {
            chain.encoded(message, promise);
        }
        return promise;
    }

    @Override
    public ChannelHandlerContext flush() {
        ChainLink previous = previousEncoder;
        if (previous != null) {
            previous.flushHere();
        }
        return this;
    }

    @Override
    public ChannelFuture writeAndFlush(Object message) {
        return writeAndFlush(message, newPromise());
    }

    @Override
    public ChannelFuture writeAndFlush(Object message, ChannelPromise promise) {
        ChannelFuture written = write(message, promise);
        ChannelHandlerContext _ = flush();
        return written;
    }

    @Override
    public ChannelHandlerContext read() {
        // The stream reads when the program asks for a message.
        return this;
    }

    @Override
    public ChannelFuture close() {
        return close(newPromise());
    }

    @Override
    public ChannelFuture close(ChannelPromise promise) {
        ChainLink previous = previousEncoder;
        if (previous != null && previous.encoder != null) {
            try {
                previous.encoder.close(previous, promise);
            } catch (Exception e) {
                boolean _ = promise.tryFailure(e);
            }
        } else {
            chain.closedByHandler();
            boolean _ = promise.trySuccess();
        }
        return promise;
    }

    @Override
    public ChannelFuture disconnect() {
        return close();
    }

    @Override
    public ChannelFuture disconnect(ChannelPromise promise) {
        return close(promise);
    }

    @Override
    public String toString() {
        return name();
    }
}
