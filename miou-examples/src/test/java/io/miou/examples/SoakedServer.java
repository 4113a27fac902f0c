package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The servers of the examples: how each is started, one request to it, and a part of the answer. */
enum SoakedServer {

    ECHO(EchoServer.class, "hello", "hello"),
    FILE(FileServer.class, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n", "the file") {

        @Override
        Program start(Path folder) throws IOException {
            return Program.exampleWith(OPTIONS, FileServer.class, folder, 0);
        }
    },
    HTTP(HttpServer.class, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "Hello, world!"),
    /** The preface, empty settings, and the headers of a request as stream 1. */
    HTTP2(Http2Server.class, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0"
            + "\0\0\6\1\5\0\0\0\1" + "\u0082\u0086\u0084\u0041\1a", "Hello from /"),
    REDIS(RedisServer.class, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n5\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n", "$1\r\n5\r\n"),
    CHAT(ChatServer.class, "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", "101 Switching"),
    /** A connect of version 3.1.1 with a clean session, and its acknowledgement. */
    MQTT(MqttBroker.class, "\u0010\u000e\0\4MQTT\4\2\0\74\0\2ab", "\u0020\2\0\0"),
    HTTPS(HttpsExample.class, "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", "hello\n") {

        @Override
        Program start(Path folder) throws IOException {
            return Program.exampleWith(List.of("-Xmx256m", "-Djavax.net.ssl.keyStore=" + folder.resolve("keys.p12"),
                    "-Djavax.net.ssl.keyStorePassword=password"), HttpsExample.class);
        }
    };

    private static final List<String> OPTIONS = List.of("-Xmx256m");

    private final Class<?> main;
    private final String request;
    private final String answer;

    SoakedServer(Class<?> main, String request, String answer) {
        this.main = main;
        this.request = request;
        this.answer = answer;
    }

    Program start(Path folder) throws IOException {
        return Program.exampleWith(OPTIONS, main, 0);
    }

    byte[] request() {
        return request.getBytes(ISO_8859_1);
    }

    /** A part of the answer, as a text of ISO 8859-1. */
    String answer() {
        return answer;
    }

    boolean isEncrypted() {
        return this == HTTPS;
    }
}
