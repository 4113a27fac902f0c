package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.miou.codec.Codec;
import io.miou.codec.CodecStream;
import io.miou.examples.RedisCommands.Command;
import io.miou.net.ByteStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.redis.ErrorRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.IntegerRedisMessage;
import io.netty.handler.codec.redis.RedisDecoder;
import io.netty.handler.codec.redis.RedisEncoder;
import io.netty.handler.codec.redis.RedisMessage;
import io.netty.handler.codec.redis.SimpleStringRedisMessage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A server of the protocol of Redis on Netty's codec: PING, ECHO, GET, SET, DEL, INCR, EXPIRE, TTL. Answers to commands
 * that came together are written together, because a stream flushes only before it waits.
 */
public final class RedisServer {

    private static final Codec<Command, RedisMessage> REDIS = Codec.of(Command.class, RedisMessage.class,
            () -> new RedisDecoder(true), RedisCommands::new, RedisEncoder::new);

    private static final RedisMessage OK = new SimpleStringRedisMessage("OK");
    private static final RedisMessage PONG = new SimpleStringRedisMessage("PONG");
    private static final RedisMessage WRONG = new ErrorRedisMessage(
            "ERR unknown command or wrong number of arguments");

    private final RedisStore store = new RedisStore();

    private RedisServer() {
    }

    private void serve(ByteStream client) throws IOException {
        try (CodecStream<Command, RedisMessage> redis = REDIS.over(client)) {
            for (Command next = redis.receive(); next != null; next = redis.receive()) {
                redis.send(answer(next.words()));
            }
        }
    }

    private static RedisMessage bulk(@Nullable String text) {
        return text == null
                ? FullBulkStringRedisMessage.NULL_INSTANCE
                : new FullBulkStringRedisMessage(Unpooled.wrappedBuffer(text.getBytes(ISO_8859_1)));
    }

    private static RedisMessage number(long value) {
        return new IntegerRedisMessage(value);
    }

    private RedisMessage set(String key, String value) {
        store.set(key, value);
        return OK;
    }

    private RedisMessage answer(List<String> words) {
        String name = words.isEmpty() ? "" : words.getFirst().toUpperCase(Locale.ROOT);
        int count = words.size();
        try {
            return switch (name) {
                case "PING" -> count == 1 ? PONG : count == 2 ? bulk(words.get(1)) : WRONG;
                case "ECHO" -> count == 2 ? bulk(words.get(1)) : WRONG;
                case "GET" -> count == 2 ? bulk(store.get(words.get(1))) : WRONG;
                case "SET" -> count == 3 ? set(words.get(1), words.get(2)) : WRONG;
                case "INCR" -> count == 2 ? number(store.add(words.get(1), 1)) : WRONG;
                case "EXPIRE" -> count == 3
                        ? number(store.expire(words.get(1), Long.parseLong(words.get(2))) ? 1 : 0)
                        : WRONG;
                case "TTL" -> count == 2 ? number(store.secondsLeft(words.get(1))) : WRONG;
                case "DEL" -> count > 1 ? number(words.stream().skip(1).filter(store::delete).count()) : WRONG;
                default -> WRONG;
            };
        } catch (NumberFormatException _) {
            return new ErrorRedisMessage("ERR value is not an integer or out of range");
        }
    }

    /**
     * Starts the server.
     *
     * @param args the port (6380; 0 for any)
     */
    public static void main(String[] args) {
        ServerMain.serve("RedisServer", 6380, args, new RedisServer()::serve);
    }
}
