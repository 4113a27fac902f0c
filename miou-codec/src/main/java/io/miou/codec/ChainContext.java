package io.miou.codec;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelProgressivePromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.SocketAddress;

/**
 * The parts of a handler's context that do not call another handler: buffers, promises, attributes, and what a stream
 * of Miou does not offer. Confined as its chain.
 */
abstract class ChainContext implements ChannelHandlerContext {

    /** The promise of a write whose end nobody asks for. It has no state, so all streams share it. */
    static final ChannelPromise NO_PROMISE = new VoidChannelPromise(new EmbeddedChannel(), false);

    final HandlerChain chain;

    ChainContext(HandlerChain chain) {
        this.chain = chain;
    }

    @Override
    public final ByteBufAllocator alloc() {
        return chain.allocator();
    }

    @Override
    public final Channel channel() {
        return chain.channel();
    }

    @Override
    public final ChannelPipeline pipeline() {
        return chain.channel().pipeline();
    }

    /** Returns an executor that runs at once, on the calling fiber. */
    @Override
    public final EventExecutor executor() {
        return ImmediateEventExecutor.INSTANCE;
    }

    @Override
    @Deprecated
    public final <T> Attribute<T> attr(AttributeKey<T> key) {
        return chain.channel().attr(key);
    }

    @Override
    @Deprecated
    public final <T> boolean hasAttr(AttributeKey<T> key) {
        return chain.channel().hasAttr(key);
    }

    // Promises

    @Override
    public final ChannelPromise newPromise() {
        return new DefaultChannelPromise(chain.channel(), ImmediateEventExecutor.INSTANCE);
    }

    @Override
    public final ChannelProgressivePromise newProgressivePromise() {
        return new DefaultChannelProgressivePromise(chain.channel(), ImmediateEventExecutor.INSTANCE);
    }

    @Override
    public final ChannelFuture newSucceededFuture() {
        return newPromise().setSuccess();
    }

    @Override
    public final ChannelFuture newFailedFuture(Throwable cause) {
        return newPromise().setFailure(cause);
    }

    @Override
    public final ChannelPromise voidPromise() {
        return NO_PROMISE;
    }

    // Not offered: the transport is connected already, and its owner closes it

    private static ChannelFuture refused(String what, ChannelPromise promise) {
        boolean _ = promise.tryFailure(new UnsupportedOperationException(
                "a handler wants to " + what + ", but its stream is connected, and is its owner's to close"));
        return promise;
    }

    @Override
    public final ChannelFuture bind(SocketAddress local) {
        return bind(local, newPromise());
    }

    @Override
    public final ChannelFuture bind(SocketAddress local, ChannelPromise promise) {
        return refused("bind", promise);
    }

    @Override
    public final ChannelFuture connect(SocketAddress remote) {
        return connect(remote, newPromise());
    }

    @Override
    public final ChannelFuture connect(SocketAddress remote, SocketAddress local) {
        return connect(remote, local, newPromise());
    }

    @Override
    public final ChannelFuture connect(SocketAddress remote, ChannelPromise promise) {
        return refused("connect", promise);
    }

    @Override
    public final ChannelFuture connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        return refused("connect", promise);
    }

    @Override
    public final ChannelFuture deregister() {
        return deregister(newPromise());
    }

    @Override
    public final ChannelFuture deregister(ChannelPromise promise) {
        return refused("deregister", promise);
    }
}
