package io.miou.benchmarks.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;

/** On Netty with one event loop, which accepts, reads and writes. */
public final class NettyEchoServer {

    private NettyEchoServer() {
    }

    /** @param args the transport, {@code epoll} or {@code nio} */
    public static void main(String... args) throws IOException, InterruptedException {
        switch (args[0]) {
            case "epoll" -> {
                if (!Epoll.isAvailable()) {
                    Standing.unavailable(Epoll.unavailabilityCause());
                }
                serve(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()), EpollServerSocketChannel.class);
            }
            case "nio" ->
                serve(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()), NioServerSocketChannel.class);
            default -> throw new IllegalArgumentException("no transport " + args[0] + ": choose epoll or nio");
        }
    }

    private static void serve(EventLoopGroup loop, Class<? extends ServerChannel> type)
            throws IOException, InterruptedException {
        Channel listener = new ServerBootstrap().group(loop).channel(type)
                .option(ChannelOption.SO_BACKLOG, Standing.BACKLOG).childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline().addLast(new Echo());
                    }
                }).bind(Standing.freePort()).sync().channel();
        Standing.announce(listener.localAddress());
        Standing.awaitEnd();
        loop.shutdownGracefully().sync();
    }

    /** Writes back what was read, and flushes once for all that one event brought. */
    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
