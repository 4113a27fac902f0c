package io.miou.benchmarks.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.List;

/** An echo server on Netty, whose pool has the buffers. */
public final class NettyEchoServer {

    private NettyEchoServer() {
    }

    /** @param args the transport, and how much is read at once, in bytes */
    public static void main(String... args) throws IOException, InterruptedException {
        NettyServer.run(args[0], Integer.parseInt(args[1]), () -> List.of(new Echo()));
    }

    /** Writes back what was read, and flushes once for all that one event brought. */
    static final class Echo extends ChannelInboundHandlerAdapter {

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
