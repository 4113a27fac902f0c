package io.miou.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A protocol of frames with a length of four bytes before each, and two connected streams. */
final class Frames {

    static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    static final Codec<ByteBuf, ByteBuf> BY_HAND = Codec.of(ByteBuf.class, ByteBuf.class,
            () -> new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4), () -> new LengthFieldPrepender(4));

    static final Codec<ByteBuf, ByteBuf> PIPELINE = Codec.pipeline(ByteBuf.class, ByteBuf.class,
            () -> new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4), () -> new LengthFieldPrepender(4));

    private Frames() {
    }

    record Ends(TcpStream near, TcpStream far) {

        static Ends connect() throws IOException {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                TcpStream near = TcpStream.connect(listener.localAddress());
                return new Ends(near, listener.accept());
            }
        }
    }

    /** Returns a frame of some text, which repeats itself up to a size. */
    static ByteBuf frame(int number, int size) {
        return Unpooled.directBuffer(size + 16).writeBytes((number + ":" + "x".repeat(size)).getBytes(UTF_8));
    }

    /** Returns the number of a frame. */
    static int number(ByteBuf frame) {
        String text = frame.toString(UTF_8);
        return Integer.parseInt(text.substring(0, text.indexOf(':')));
    }
}
