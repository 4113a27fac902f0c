package io.miou.benchmarks.services;

import io.miou.benchmarks.echo.NettyServer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;

/** A server of HTTP/2, for clients that know it, in a pipeline of Netty. It answers in place. */
public final class NettyHttp2Server {

    private static final int BUFFER = 1 << 14;

    private NettyHttp2Server() {
    }

    /** @param args the transport */
    public static void main(String... args) throws IOException, InterruptedException {
        NettyServer.run(args[0], BUFFER,
                () -> List.of(Http2FrameCodecBuilder.forServer().build(), new Handler()));
    }

    /** Answers each request that has no body, and flushes once for all that one event brought. */
    private static final class Handler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof Http2HeadersFrame request && request.isEndStream()) {
                    context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")
                            .set("content-type", Answer.TYPE)).stream(request.stream()));
                    context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(Answer.BYTES), true)
                            .stream(request.stream()));
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
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
