/**
 * HTTP/1.1, HTTP/2 and WebSocket: the server connections of Helidon on streams and tasks of Miou. Start at
 * {@code io.miou.helidon.HelidonServer}.
 */
module io.miou.helidon {
    requires transitive io.miou.core;
    requires io.helidon.common.task;
    requires transitive io.helidon.webserver;
    requires static io.helidon.webserver.http2;
    requires static org.jspecify;

    uses io.helidon.webserver.spi.ServerConnectionSelectorProvider;

    exports io.miou.helidon;
}
