package io.miou.benchmarks.proxy;

import io.miou.benchmarks.echo.Standing;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * The proxy on Netty with one event loop: a handler for each side, which writes to the other what it reads. On its NIO
 * transport: the one on epoll, as of 4.2.18, breaks a connection whose peer has ended its side while the proxy was not
 * reading.
 */
public final class NettyProxy {

    private NettyProxy() {
    }

    /** @param args as in {@link Settings} */
    public static void main(String... args) throws InterruptedException {
        Settings settings = Settings.parse(args);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Bootstrap connector = new Bootstrap().group(loop)
                .channel(NioSocketChannel.class)
                .remoteAddress(settings.upstream())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectLimit().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false);
        Channel listener = new ServerBootstrap().group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, Standing.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        connect(client, connector);
                    }
                }).bind(Standing.freePort()).sync().channel();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(loop)));
        Standing.announce(listener.localAddress());
        Standing.exitAtEndOfInput();
    }

    /** Connects the upstream. Nothing is read from the client before the upstream can be written to. */
    private static void connect(SocketChannel client, Bootstrap connector) {
        connector.clone().handler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel upstream) {
                client.pipeline().addLast(new Relay(upstream));
                upstream.pipeline().addLast(new Relay(client));
            }
        }).connect().addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                connected.channel().config().setAutoRead(true);
                client.config().setAutoRead(true);
            } else {
                System.err.println("a client has failed: " + connected.cause());
                client.close();
            }
        });
    }

    private static void end(EventLoopGroup loop) {
        if (!loop.shutdownGracefully(0, Settings.GRACE.toSeconds(), TimeUnit.SECONDS)
                .awaitUninterruptibly(Settings.GRACE.toMillis())) {
            System.err.println("clients have not ended within " + Settings.GRACE);
        }
    }

    /**
     * The handler on one side of a client's two connections; the peer is the other side. Both belong to the one event
     * loop.
     */
    private static final class Relay extends SimpleChannelInboundHandler<ByteBuf> {

        private final SocketChannel peer;

        Relay(SocketChannel peer) {
            this.peer = peer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            Fault.copying();
            peer.write(bytes.retain(), peer.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            peer.flush();
        }

        /** Stops and starts the reads of the other side: it does not read what this side cannot take. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            peer.config().setAutoRead(context.channel().isWritable());
        }

        /** The end is passed on, after what comes before it: a shutdown alone would overtake that. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                SocketChannel self = (SocketChannel) context.channel();
                peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
                    peer.shutdownOutput();
                    if (self.isOutputShutdown()) {
                        self.close();
                    }
                });
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.err.println("a client has failed: " + cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            peer.close();
        }
    }
}
