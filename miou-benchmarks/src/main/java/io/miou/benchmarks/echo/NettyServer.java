package io.miou.benchmarks.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The server on Netty with one event loop, which accepts, reads and writes. */
public final class NettyServer {

    private NettyServer() {
    }

    /**
     * Serves until standard input ends.
     *
     * @param transport {@code epoll}, {@code kqueue} or {@code nio}
     * @param bufferSize how much is read at once, in bytes
     * @param handlers makes those of a connection
     */
    public static void run(String transport, int bufferSize, Supplier<List<ChannelHandler>> handlers)
            throws IOException, InterruptedException {
        Channels channels = switch (transport) {
            case "epoll" -> {
                if (!Epoll.isAvailable()) {
                    Standing.unavailable(Epoll.unavailabilityCause());
                }
                yield new Channels(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
            }
            case "kqueue" -> {
                if (!KQueue.isAvailable()) {
                    Standing.unavailable(KQueue.unavailabilityCause());
                }
                yield new Channels(KQueueIoHandler.newFactory(), KQueueServerSocketChannel.class);
            }
            case "nio" -> new Channels(NioIoHandler.newFactory(), NioServerSocketChannel.class);
            default ->
                throw new IllegalArgumentException("no transport " + transport + ": choose epoll, kqueue or nio");
        };
        serve(channels, bufferSize, handlers);
    }

    /** The parts of a transport. */
    private record Channels(IoHandlerFactory loop, Class<? extends ServerChannel> listener) {
    }

    private static void serve(Channels channels, int bufferSize, Supplier<List<ChannelHandler>> handlers)
            throws IOException, InterruptedException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, channels.loop());
        Channel listener = new ServerBootstrap().group(loop).channel(channels.listener())
                .option(ChannelOption.SO_BACKLOG, Standing.BACKLOG).childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(bufferSize))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        handlers.get().forEach(client.pipeline()::addLast);
                    }
                }).bind(Standing.freePort()).sync().channel();
        Standing.announce(listener.localAddress());
        Standing.awaitEnd();
        loop.shutdownGracefully().sync();
    }
}
