package io.miou.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.codec.Codec;
import io.miou.codec.CodecStream;
import io.miou.net.ByteStream;
import io.miou.sync.Channel;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP/2 server on Netty's codec, for clients that know it ({@code curl --http2-prior-knowledge}). One fiber of a
 * connection receives, and each request has a fiber of its own. {@code GET /} is answered by a text, {@code POST} by
 * the number of bytes of the body.
 */
public final class Http2Server {

    private static final Codec<Http2Frame, Http2Frame> HTTP2 = Codec.pipeline(Http2Frame.class, Http2Frame.class,
            () -> Http2FrameCodecBuilder.forServer().build());

    private static final Channel<Integer> NO_BODY = Channel.of(0);

    static {
        NO_BODY.close();
    }

    /** A request: its fiber, and the sizes of the parts of its body; closed after the last. */
    private record Request(Promise<Void> fiber, Channel<Integer> body) {
    }

    private Http2Server() {
    }

    private static void serve(ByteStream client) throws IOException {
        Map<Http2FrameStream, Request> requests = new HashMap<>();
        try (CodecStream<Http2Frame, Http2Frame> http = HTTP2.over(client);
                Orphans<Void> fibers = Miou.orphans(_ -> {
                    // A request that fails is its client's loss alone.
                })) {
            for (Http2Frame frame = http.receive(); frame != null; frame = http.receive()) {
                switch (frame) {
                    case Http2HeadersFrame trailers when requests.containsKey(trailers.stream()) -> {
                        if (trailers.isEndStream()) {
                            requests.get(trailers.stream()).body().close();
                        }
                    }
                    case Http2HeadersFrame headers -> {
                        // The window of a stream, of 64 KiB, has no room for more parts than that.
                        Channel<Integer> body = headers.isEndStream() ? NO_BODY : Channel.of(1 << 16);
                        Promise<Void> fiber = fibers.async(Miou.task().named("request").lend(http), () -> {
                            try {
                                answer(http, headers.stream(), headers.headers().path(), body);
                            } finally {
                                requests.remove(headers.stream());
                            }
                        });
                        requests.put(headers.stream(), new Request(fiber, body));
                    }
                    case Http2DataFrame data -> {
                        Request request = requests.get(data.stream());
                        if (request != null && !request.body().isClosed()) {
                            boolean _ = request.body().trySend(data.initialFlowControlledBytes());
                            if (data.isEndStream()) {
                                request.body().close();
                            }
                        }
                    }
                    case Http2ResetFrame reset -> {
                        Request request = requests.remove(reset.stream());
                        if (request != null) {
                            request.fiber().cancel();
                        }
                    }
                    default -> {
                        // Settings, pings and the like: the codec has answered them.
                    }
                }
            }
        }
    }

    private static void answer(CodecStream<Http2Frame, Http2Frame> http, Http2FrameStream stream, CharSequence path,
            Channel<Integer> body) throws IOException {
        int bytes = 0;
        for (int part : body) {
            bytes += part;
            // Only now may the client send more.
            http.sendAndFlush(new DefaultHttp2WindowUpdateFrame(part).stream(stream));
        }
        String words = bytes > 0 ? "received " + bytes + " bytes\n" : "Hello from " + path + "\n";
        http.send(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")
                .set("content-type", "text/plain; charset=utf-8")).stream(stream));
        http.sendAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(words, UTF_8), true).stream(stream));
    }

    /**
     * Starts the server.
     *
     * @param args the port (8082; 0 for any)
     */
    public static void main(String[] args) {
        ServerMain.serve("Http2Server", 8082, args, Http2Server::serve);
    }
}
