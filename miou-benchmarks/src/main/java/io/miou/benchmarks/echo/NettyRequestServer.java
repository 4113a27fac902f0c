package io.miou.benchmarks.echo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.util.List;

/** A server on Netty that answers {@link Requests}, which Netty's own decoder takes apart. */
public final class NettyRequestServer {

    private NettyRequestServer() {
    }

    /** @param args the transport, and how much is read at once, in bytes; also how long a request may be */
    public static void main(String... args) throws IOException, InterruptedException {
        int bufferSize = Integer.parseInt(args[1]);
        NettyServer.run(args[0], bufferSize, () -> List.of(
                new LengthFieldBasedFrameDecoder(bufferSize, 0, Requests.LENGTH, 0, Requests.LENGTH), new Answer()));
    }

    /** Writes an answer for each request, and flushes once for all that one event brought. */
    private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
            if (!request.isReadable()) {
                throw new CorruptedFrameException("a request of 0 bytes: it has to have 1 at least");
            }
            ByteBuf answer = context.alloc().ioBuffer(Requests.LENGTH + Requests.ANSWER);
            answer.writeInt(Requests.ANSWER);
            for (int left = Requests.ANSWER; left > 0;) {
                int part = Math.min(left, request.readableBytes());
                answer.writeBytes(request, request.readerIndex(), part);
                left -= part;
            }
            context.write(answer, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof DecoderException) {
                Standing.refuse(cause);
            }
            context.close();
        }
    }
}
