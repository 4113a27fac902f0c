package io.miou.examples;

import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.miou.codec.Codec;
import io.miou.codec.CodecStream;
import io.miou.net.ByteStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.time.Instant;

/**
 * An HTTP/1.1 server on Netty's decoder and encoder. {@code GET /} is answered by a text, {@code GET /time} by JSON,
 * {@code POST /echo} by the body of the request, which is never in memory as a whole.
 */
public final class HttpServer {

    private static final Codec<HttpObject, HttpObject> HTTP = Codec.of(HttpObject.class, HttpObject.class,
            HttpRequestDecoder::new, HttpResponseEncoder::new).endsAfter(LastHttpContent.class::isInstance);

    private HttpServer() {
    }

    private static void serve(ByteStream client) throws IOException {
        try (CodecStream<HttpObject, HttpObject> http = HTTP.over(client)) {
            boolean goesOn = true;
            while (goesOn && http.receive() instanceof HttpRequest request) {
                goesOn = answer(http, request);
            }
            http.shutdownOutput();
        }
    }

    /** Answers a request. Returns whether another may follow. */
    private static boolean answer(CodecStream<HttpObject, HttpObject> http, HttpRequest request) throws IOException {
        if (request.decoderResult().isFailure()) {
            http.send(text(HttpResponseStatus.BAD_REQUEST, "this is no HTTP\n"));
            return false;
        }
        boolean goesOn = HttpUtil.isKeepAlive(request);
        if (HttpUtil.is100ContinueExpected(request)) {
            http.sendAndFlush(new DefaultFullHttpResponse(HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        if (request.uri().equals("/echo") && request.method().equals(HttpMethod.POST)) {
            HttpResponse response = new DefaultHttpResponse(HTTP_1_1, HttpResponseStatus.OK);
            HttpUtil.setTransferEncodingChunked(response, true);
            HttpUtil.setKeepAlive(response, goesOn);
            http.send(response);
            return echo(http) && goesOn;
        }
        boolean complete = skipBody(http);
        FullHttpResponse response = switch (request.uri()) {
            case "/" -> text(HttpResponseStatus.OK, "Hello, world!\n");
            case "/time" -> json(Instant.now());
            default -> text(HttpResponseStatus.NOT_FOUND, "there is nothing at " + request.uri() + "\n");
        };
        if (request.method().equals(HttpMethod.HEAD)) {
            response.content().clear();
        }
        HttpUtil.setKeepAlive(response, goesOn);
        http.send(response);
        return complete && goesOn;
    }

    /** Sends each part of the body back. Returns whether the body was complete. */
    private static boolean echo(CodecStream<HttpObject, HttpObject> http) throws IOException {
        for (HttpObject part = http.receive(); part != null; part = http.receive()) {
            boolean isLast = part instanceof LastHttpContent;
            http.send(part);
            if (isLast) {
                return part.decoderResult().isSuccess();
            }
        }
        return false;
    }

    private static boolean skipBody(CodecStream<HttpObject, HttpObject> http) throws IOException {
        HttpObject part = http.receive();
        while (part != null && !(part instanceof LastHttpContent)) {
            part = http.receive();
        }
        return part != null && part.decoderResult().isSuccess();
    }

    private static FullHttpResponse text(HttpResponseStatus status, String words) {
        FullHttpResponse response = new DefaultFullHttpResponse(HTTP_1_1, status,
                Unpooled.wrappedBuffer(words.getBytes(UTF_8)));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        return response;
    }

    private static FullHttpResponse json(Instant time) {
        FullHttpResponse response = text(HttpResponseStatus.OK, "{\"time\":\"" + time + "\"}\n");
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        return response;
    }

    /**
     * Starts the server.
     *
     * @param args the port (8080; 0 for any)
     */
    public static void main(String[] args) {
        ServerMain.serve("HttpServer", 8080, args, HttpServer::serve);
    }
}
