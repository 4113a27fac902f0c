package io.miou.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.codec.Frames.Ends;
import io.miou.task.Task;
import io.miou.testkit.MiouTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.string.StringDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How often, and by which task, the transport is written to. */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class WritesTest {

    private static final int PART = 1000;
    private static final int PARTS = 60;

    private static final Codec<Http2Frame, Http2Frame> SERVER = Codec.pipeline(Http2Frame.class, Http2Frame.class,
            () -> Http2FrameCodecBuilder.forServer().build());

    private static void requireOneWrite(Codec<ByteBuf, ByteBuf> codec) throws Exception {
        Ends ends = Ends.connect();
        CountedWrites transport = new CountedWrites(ends.near());
        try (CodecStream<ByteBuf, ByteBuf> near = codec.over(transport);
                CodecStream<ByteBuf, ByteBuf> far = codec.over(ends.far())) {
            List<Promise<Void>> senders = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                senders.add(Miou.task().lend(near).async(() -> near.sendAndFlush(Frames.frame(number, 20))));
            }
            Miou.all(senders);
            assertThat(transport.writers()).hasSize(1);
            for (int i = 0; i < 10; i++) {
                assertThat(Frames.number(far.receive())).isEqualTo(i);
            }
        }
    }

    @MiouTest(seeds = 1)
    void answersOfManyBorrowers_areOneWrite() throws Exception {
        requireOneWrite(Frames.BY_HAND);
        requireOneWrite(Frames.PIPELINE);
    }

    /** Asks a server for one answer, and receives its body. */
    private static Promise<Integer> client(Ends ends) {
        return Miou.task().give(ends.far()).async(() -> {
            Http2ChannelDuplexHandler streams = new Http2ChannelDuplexHandler() {
            };
            int bytes = 0;
            try (CodecStream<Http2Frame, Http2Frame> client = Codec.pipeline(Http2Frame.class, Http2Frame.class,
                    () -> Http2FrameCodecBuilder.forClient().build(), () -> streams).over(ends.far())) {
                client.send(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().method("GET").path("/")
                        .scheme("http").authority("h"), true).stream(streams.newStream()));
                for (boolean ended = false; !ended;) {
                    if (client.receive() instanceof Http2DataFrame data) {
                        bytes += data.content().readableBytes();
                        ended = data.isEndStream();
                    }
                }
            }
            return bytes;
        });
    }

    private static Http2FrameStream receiveRequest(CodecStream<Http2Frame, Http2Frame> server) throws IOException {
        while (true) {
            if (server.receive() instanceof Http2HeadersFrame request) {
                return request.stream();
            }
        }
    }

    private static void send(CodecStream<Http2Frame, Http2Frame> server, Http2FrameStream stream, int parts)
            throws IOException {
        server.send(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")).stream(stream));
        for (int i = 1; i <= parts; i++) {
            server.send(new DefaultHttp2DataFrame(Unpooled.directBuffer(PART).writeZero(PART), i == parts)
                    .stream(stream));
        }
    }

    @MiouTest(seeds = 2)
    void answerInPlace_isWrittenByTheReceiver() throws Exception {
        Ends ends = Ends.connect();
        CountedWrites transport = new CountedWrites(ends.near());
        Promise<Integer> client = client(ends);
        try (CodecStream<Http2Frame, Http2Frame> server = SERVER.over(transport)) {
            Http2FrameStream stream = receiveRequest(server);
            server.flush(); // what the codec itself has sent
            transport.writers().clear();
            send(server, stream, 1);
            while (server.receive() != null) {
                // Until the client leaves.
            }
            assertThat(transport.writers()).contains(Task.current()).allMatch(Task.current()::equals);
        }
        assertThat(client.await()).isEqualTo(PART);
    }

    @MiouTest(seeds = 2)
    void bodyThatIsSentWithoutAFlush_isWrittenFromTheLimitOn() throws Exception {
        Ends ends = Ends.connect();
        CountedWrites transport = new CountedWrites(ends.near());
        Promise<Integer> client = client(ends);
        try (CodecStream<Http2Frame, Http2Frame> server = SERVER.pending(4 * PART).over(transport)) {
            Http2FrameStream stream = receiveRequest(server);
            transport.writers().clear();
            send(server, stream, PARTS);
            assertThat(transport.writers()).hasSizeGreaterThan(PARTS / 10);
            server.flush();
            assertThat(client.await()).isEqualTo(PARTS * PART);
        }
    }

    @MiouTest(seeds = 1)
    void messageThatNoHandlerOfAPipelineEncodes_isRefused() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<String, String> near = Codec.pipeline(String.class, String.class, StringDecoder::new)
                .over(ends.near()); var _ = ends.far()) {
            assertThatThrownBy(() -> near.send("x")).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
