package io.miou.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.codec.Frames.Ends;
import io.miou.net.ByteStream;
import io.miou.testkit.MiouTest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Handlers that need a pipeline of Netty: HTTP/2 with its flow control, and the handshake of WebSocket. */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class HandlerPipelineTest {

    private static final int BODY = 200_000;

    private static final Codec<Http2Frame, Http2Frame> SERVER = Codec.pipeline(Http2Frame.class, Http2Frame.class,
            () -> Http2FrameCodecBuilder.forServer().build());

    private static void answer(CodecStream<Http2Frame, Http2Frame> server, Http2FrameStream stream, int size)
            throws IOException {
        server.send(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")).stream(stream));
        // More than the window of a stream: the rest waits for the peer's consent.
        server.sendAndFlush(
                new DefaultHttp2DataFrame(Unpooled.directBuffer(size).writeZero(size), true).stream(stream));
    }

    private static Promise<Void> serve(Ends ends) {
        return Miou.task().give(ends.far()).call(() -> {
            try (CodecStream<Http2Frame, Http2Frame> server = SERVER.over(ends.far())) {
                List<Promise<Void>> answers = new ArrayList<>();
                for (Http2Frame frame = server.receive(); frame != null; frame = server.receive()) {
                    if (frame instanceof Http2HeadersFrame headers) {
                        Http2FrameStream stream = headers.stream();
                        answers.add(Miou.task().lend(server).async(() -> answer(server, stream, BODY)));
                    }
                }
                for (Promise<Void> one : answers) {
                    one.awaitChecked(IOException.class);
                }
            }
        });
    }

    private static final class Client {

        /** Makes streams of the codec before it. */
        private static final class Streams extends Http2ChannelDuplexHandler {
        }

        private final Streams streams = new Streams();
        private final Codec<Http2Frame, Http2Frame> codec = Codec.pipeline(Http2Frame.class, Http2Frame.class,
                () -> Http2FrameCodecBuilder.forClient().build(), () -> streams);

        void ask(CodecStream<Http2Frame, Http2Frame> client) throws IOException {
            client.sendAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().method("GET").path("/")
                    .scheme("http").authority("h"), true).stream(streams.newStream()));
        }
    }

    @MiouTest(seeds = 3, faults = MiouTest.FaultLevel.ROUGH)
    void bodiesThatExceedTheWindow_waitForTheClient() throws Exception {
        Ends ends = Ends.connect();
        Promise<Void> server = serve(ends);
        Client two = new Client();
        try (CodecStream<Http2Frame, Http2Frame> client = two.codec.over(ends.near())) {
            two.ask(client);
            two.ask(client);
            int bytes = 0;
            int ended = 0;
            while (ended < 2) {
                if (client.receive() instanceof Http2DataFrame data) {
                    bytes += data.content().readableBytes();
                    ended += data.isEndStream() ? 1 : 0;
                    client.send(new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                            .stream(data.stream()));
                }
            }
            assertThat(bytes).isEqualTo(2 * BODY);
        }
        server.await();
    }

    @MiouTest(seeds = 3)
    void clientThatLeaves_endsTheWaitForItsConsent() throws Exception {
        Ends ends = Ends.connect();
        Promise<Void> server = serve(ends);
        Client client = new Client();
        try (CodecStream<Http2Frame, Http2Frame> stream = client.codec.over(ends.near())) {
            client.ask(stream);
            while (!(stream.receive() instanceof Http2DataFrame)) {
                // Until the server has begun.
            }
        }
        assertThatThrownBy(server::await).hasCauseInstanceOf(IOException.class);
    }

    private static final Codec<Object, WebSocketFrame> CHAT_SERVER = Codec.pipeline(Object.class, WebSocketFrame.class,
            HttpServerCodec::new, () -> new HttpObjectAggregator(1 << 12),
            () -> new WebSocketServerProtocolHandler("/chat"));

    private static final Codec<Object, WebSocketFrame> CHAT_CLIENT = Codec.pipeline(Object.class, WebSocketFrame.class,
            HttpClientCodec::new, () -> new HttpObjectAggregator(1 << 12),
            () -> new WebSocketClientProtocolHandler(WebSocketClientHandshakerFactory.newHandshaker(
                    URI.create("ws://h/chat"), WebSocketVersion.V13, null, false, new DefaultHttpHeaders()), true,
                    false));

    @MiouTest(seeds = 3, faults = MiouTest.FaultLevel.ROUGH)
    void handshakeOfWebSocket_isDoneByItsHandler() throws Exception {
        Ends ends = Ends.connect();
        Promise<List<Object>> server = Miou.task().give(ends.far()).async(() -> {
            List<Object> events = new ArrayList<>();
            try (CodecStream<Object, WebSocketFrame> far = CHAT_SERVER.over(ends.far())) {
                for (Object next = far.receive(); next != null; next = far.receive()) {
                    if (next instanceof WebSocketFrame frame) {
                        far.send(frame);
                    } else {
                        events.add(next);
                    }
                }
            }
            return events;
        });
        try (CodecStream<Object, WebSocketFrame> near = CHAT_CLIENT.over(ends.near())) {
            while (near.receive() != ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                // Only then may it send.
            }
            for (int i = 0; i < 3; i++) {
                near.send(new TextWebSocketFrame("hello " + i));
                assertThat(((TextWebSocketFrame) near.receive()).text()).isEqualTo("hello " + i);
            }
            near.sendAndFlush(new CloseWebSocketFrame(1000, "bye"));
            // Its handler takes the answer, and closes.
            assertThat(near.receive()).isNull();
        }
        assertThat(server.await()).anyMatch(WebSocketServerProtocolHandler.HandshakeComplete.class::isInstance);
    }

    @MiouTest(seeds = 2)
    void handlerThatClosesItsChannel_endsTheStream() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<Object, WebSocketFrame> near = CHAT_SERVER.over(ends.near()); ByteStream far = ends.far()) {
            // Not a request of WebSocket: the handler answers it, and closes.
            far.write("GET /chat HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
            assertThat(near.receive()).isNull();
            assertThatThrownBy(() -> near.send(new TextWebSocketFrame("x")))
                    .isInstanceOf(ClosedChannelException.class);
            near.close();
            assertThat(new String(far.inputStream().readAllBytes(), US_ASCII)).startsWith("HTTP/1.1 400");
        }
    }

    @MiouTest(seeds = 2)
    void timersOfHandlers_areRunWhenTheStreamIsUsed() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<Object, WebSocketFrame> near = Codec.pipeline(Object.class, WebSocketFrame.class,
                () -> new IdleStateHandler(0, 0, 1, TimeUnit.MILLISECONDS)).over(ends.near());
                ByteStream _ = ends.far()) {
            Miou.<RuntimeException>blocking(() -> LockSupport.parkNanos(5_000_000));
            assertThat(near.receive()).isInstanceOf(IdleStateEvent.class);
        }
    }
}
