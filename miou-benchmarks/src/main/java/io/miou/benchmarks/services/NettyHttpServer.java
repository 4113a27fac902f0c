package io.miou.benchmarks.services;

import io.miou.benchmarks.echo.NettyServer;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.List;

/** A server of HTTP/1.1 in a pipeline of Netty. It does what the example {@code HttpServer} does for {@code GET}. */
public final class NettyHttpServer {

    private static final int BUFFER = 2048;

    private NettyHttpServer() {
    }

    /** @param args the transport */
    public static void main(String... args) throws IOException, InterruptedException {
        NettyServer.run(args[0], BUFFER,
                () -> List.of(new HttpRequestDecoder(), new HttpResponseEncoder(), new Handler()));
    }

    /** Answers each request when it is complete, and flushes once for all that one event brought. */
    private static final class Handler extends SimpleChannelInboundHandler<HttpObject> {

        private boolean keepAlive;
        private String path = "/";

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpRequest request) {
                keepAlive = HttpUtil.isKeepAlive(request);
                path = request.uri();
            }
            if (part instanceof LastHttpContent) {
                answer(context);
            }
        }

        private void answer(ChannelHandlerContext context) {
            FullHttpResponse response = Answer.message(path, keepAlive);
            if (keepAlive) {
                context.write(response, context.voidPromise());
            } else {
                context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
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
