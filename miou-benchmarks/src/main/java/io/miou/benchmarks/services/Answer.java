package io.miou.benchmarks.services;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;

/** The answers to requests of HTTP: a text, and JSON that is made for each request. */
public final class Answer {

    /** The path of the request that is answered by JSON. */
    public static final String JSON_PATH = "/time";

    static final String JSON_TYPE = "application/json";
    static final String TEXT = "Hello, world!\n";
    static final byte[] BYTES = TEXT.getBytes(US_ASCII);
    static final String TYPE = "text/plain; charset=utf-8";

    private Answer() {
    }

    static byte[] json() {
        return ("{\"time\":\"" + Instant.now() + "\"}\n").getBytes(US_ASCII);
    }

    static byte[] to(String path) {
        return path.equals(JSON_PATH) ? json() : BYTES;
    }

    static String typeOf(String path) {
        return path.equals(JSON_PATH) ? JSON_TYPE : TYPE;
    }

    /** {@return the answer as a message of Netty} */
    static FullHttpResponse message(String path, boolean keepAlive) {
        byte[] bytes = to(path);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
                Unpooled.wrappedBuffer(bytes));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, typeOf(path));
        HttpUtil.setContentLength(response, bytes.length);
        HttpUtil.setKeepAlive(response, keepAlive);
        return response;
    }
}
