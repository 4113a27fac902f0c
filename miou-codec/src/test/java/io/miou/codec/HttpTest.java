package io.miou.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.codec.Frames.Ends;
import io.miou.net.ByteStream;
import io.miou.testkit.MiouTest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.EOFException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Netty's classes for HTTP/1.1, called by hand: decoder and encoder, the combined codec, the aggregator. */
@ExtendWith(NoLeaks.class)
@Timeout(60)
class HttpTest {

    private static final Codec<HttpObject, HttpObject> PARTS = Codec.of(HttpObject.class, HttpObject.class,
            HttpRequestDecoder::new, HttpResponseEncoder::new).endsAfter(LastHttpContent.class::isInstance);

    private static final Codec<FullHttpRequest, FullHttpResponse> WHOLE = Codec.of(FullHttpRequest.class,
            FullHttpResponse.class, HttpServerCodec::new, () -> new HttpObjectAggregator(1 << 16));

    private static final String REQUEST = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";

    private static FullHttpResponse answer(String text) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
                Unpooled.copiedBuffer(text, US_ASCII));
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        return response;
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void pipelinedRequests_areAnsweredInOrder() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<FullHttpRequest, FullHttpResponse> near = WHOLE.over(ends.near());
                ByteStream far = ends.far()) {
            far.write((REQUEST + REQUEST.replace("/a", "/b")).getBytes(US_ASCII));
            far.shutdownOutput();
            for (FullHttpRequest next = near.receive(); next != null; next = near.receive()) {
                near.send(answer(next.uri() + next.content().toString(US_ASCII)));
            }
            near.shutdownOutput();
            assertThat(new String(far.inputStream().readAllBytes(), US_ASCII))
                    .matches("(?s)HTTP/1.1 200 OK\r\n.*/ahelloHTTP/1.1 200 OK\r\n.*/bhello");
        }
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void bodyThatIsCut_isNoCleanEnd() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<FullHttpRequest, FullHttpResponse> near = WHOLE.over(ends.near());
                ByteStream far = ends.far()) {
            far.write((REQUEST + REQUEST.replace("hello", "he")).getBytes(US_ASCII));
            far.shutdownOutput();
            assertThat(near.receive().uri()).isEqualTo("/a");
            assertThatThrownBy(near::receive).isInstanceOf(EOFException.class);
        }
    }

    @MiouTest(seeds = 5, faults = MiouTest.FaultLevel.ROUGH)
    void partsOfABodyThatIsCut_areNotFollowedByACleanEnd() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<HttpObject, HttpObject> near = PARTS.over(ends.near()); ByteStream far = ends.far()) {
            far.write(REQUEST.replace("hello", "he").getBytes(US_ASCII));
            far.shutdownOutput();
            assertThat(near.receive()).isInstanceOf(HttpRequest.class);
            assertThatThrownBy(() -> {
                while (near.receive() != null) {
                    // Until the end.
                }
            }).isInstanceOf(EOFException.class);
        }
    }

    @MiouTest(seeds = 2)
    void expectationOfTheAggregator_isAnsweredByIt() throws Exception {
        Ends ends = Ends.connect();
        try (CodecStream<FullHttpRequest, FullHttpResponse> near = WHOLE.over(ends.near());
                CodecStream<String, String> far = Codec.of(String.class, String.class,
                        () -> new io.netty.handler.codec.LineBasedFrameDecoder(100),
                        io.netty.handler.codec.string.StringDecoder::new,
                        io.netty.handler.codec.string.StringEncoder::new).over(ends.far())) {
            var server = io.miou.Miou.task().lend(near).async(() -> near.receive().content().readableBytes());
            far.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(far.receive()).isEqualTo("HTTP/1.1 100 Continue");
            far.send("hello");
            far.flush();
            assertThat(server.await()).isEqualTo(5);
        }
    }
}
