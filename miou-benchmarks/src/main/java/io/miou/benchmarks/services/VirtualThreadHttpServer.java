package io.miou.benchmarks.services;

import io.miou.benchmarks.echo.Standing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The parser of the example {@code HttpServer}, Netty's, on a virtual thread of the JDK for each connection, with its
 * blocking sockets.
 */
public final class VirtualThreadHttpServer {

    private static final int BUFFER = 2048;

    private VirtualThreadHttpServer() {
    }

    public static void main(String... args) throws IOException {
        Standing.exitAtEndOfInput();
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Standing.freePort(), Standing.BACKLOG)) {
            Standing.announce(listener.getLocalAddress());
            while (true) {
                SocketChannel client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.startVirtualThread(() -> serve(client));
            }
        }
    }

    private static void serve(SocketChannel client) {
        EmbeddedChannel codec = new EmbeddedChannel(new HttpRequestDecoder(), new HttpResponseEncoder());
        codec.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        try (client) {
            boolean goesOn = true;
            String path = "/";
            while (goesOn) {
                ByteBuf bytes = codec.alloc().directBuffer(BUFFER);
                int count = client.read(bytes.internalNioBuffer(0, BUFFER));
                if (count < 0) {
                    bytes.release();
                    return;
                }
                boolean _ = codec.writeInbound(bytes.writerIndex(count));
                for (Object part = codec.readInbound(); part != null; part = codec.readInbound()) {
                    if (part instanceof HttpRequest request) {
                        goesOn = HttpUtil.isKeepAlive(request);
                        path = request.uri();
                    }
                    if (part instanceof LastHttpContent) {
                        Object _ = codec.write(Answer.message(path, goesOn));
                    }
                    ReferenceCountUtil.release(part);
                }
                flush(codec, client);
            }
        } catch (IOException e) {
            // The client has gone without a goodbye.
        } finally {
            boolean _ = codec.finishAndReleaseAll();
        }
    }

    private static void flush(EmbeddedChannel codec, SocketChannel client) throws IOException {
        EmbeddedChannel _ = codec.flushOutbound();
        for (ByteBuf answer = codec.readOutbound(); answer != null; answer = codec.readOutbound()) {
            try {
                while (answer.isReadable()) {
                    answer.skipBytes(client.write(answer.nioBuffer()));
                }
            } finally {
                answer.release();
            }
        }
    }
}
