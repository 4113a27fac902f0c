/**
 * Netty's codecs in direct style: a stream of messages over any stream of bytes. Start at {@code io.miou.codec.Codec}.
 */
module io.miou.codec {
    requires transitive io.miou.core;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.codec;
    requires io.netty.handler;
    requires static org.jspecify;

    exports io.miou.codec;
}
