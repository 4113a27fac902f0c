package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.redis.ArrayHeaderRedisMessage;
import io.netty.handler.codec.redis.BulkStringHeaderRedisMessage;
import io.netty.handler.codec.redis.BulkStringRedisContent;
import io.netty.handler.codec.redis.InlineCommandRedisMessage;
import io.netty.handler.codec.redis.LastBulkStringRedisContent;
import io.netty.handler.codec.redis.RedisMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the parts of a command together. Netty's own aggregators make messages of messages, which hold buffers; a server
 * of small values is faster with strings. Each byte is one character, so any bytes survive.
 */
final class RedisCommands extends MessageToMessageDecoder<RedisMessage> {

    private static final int MOST_WORDS = 1024;
    private static final int MOST_BYTES = 1 << 20;

    /** The words of a command. */
    record Command(List<String> words) {
    }

    private List<String> words = List.of();
    private int missing;
    private String begin = "";

    RedisCommands() {
        super(RedisMessage.class);
    }

    @Override
    protected void decode(ChannelHandlerContext context, RedisMessage part, List<Object> out) {
        switch (part) {
            case ArrayHeaderRedisMessage header -> {
                if (missing > 0 || header.length() < 0 || header.length() > MOST_WORDS) {
                    throw new CodecException("no command of Redis: an array of " + header.length());
                }
                missing = (int) header.length();
                words = new ArrayList<>(missing);
            }
            case BulkStringHeaderRedisMessage header -> {
                if (missing == 0 || header.bulkStringLength() > MOST_BYTES) {
                    throw new CodecException("no word of a command: a string of " + header.bulkStringLength());
                }
                return;
            }
            case BulkStringRedisContent content -> {
                if (missing == 0) {
                    throw new CodecException("a word without a command");
                }
                String text = content.content().toString(ISO_8859_1);
                if (!(content instanceof LastBulkStringRedisContent)) {
                    begin += text;
                } else {
                    words.add(begin.isEmpty() ? text : begin + text);
                    begin = "";
                    missing--;
                }
            }
            case InlineCommandRedisMessage line -> words = List.of(line.content().trim().split(" +"));
            default -> throw new CodecException("no part of a command of Redis: " + part);
        }
        if (missing == 0) {
            out.add(new Command(words));
        }
    }
}
