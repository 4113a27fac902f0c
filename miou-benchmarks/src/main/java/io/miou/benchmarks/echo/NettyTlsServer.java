package io.miou.benchmarks.echo;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.List;

/** An echo server on Netty that encrypts, with the handler of Netty as it is by default. */
public final class NettyTlsServer {

    private NettyTlsServer() {
    }

    /** @param args the transport, and how much is read at once, in bytes */
    public static void main(String... args) throws IOException, InterruptedException {
        SslContext context = ServerKeys.nettyContext();
        NettyServer.run(args[0], Integer.parseInt(args[1]),
                () -> List.of(context.newHandler(ByteBufAllocator.DEFAULT), new NettyEchoServer.Echo()));
    }
}
