package io.miou.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.miou.codec.Codec;
import io.miou.codec.CodecStream;
import io.miou.net.TcpStream;
import io.miou.sync.Semaphore;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.redis.ArrayRedisMessage;
import io.netty.handler.codec.redis.ErrorRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.IntegerRedisMessage;
import io.netty.handler.codec.redis.RedisArrayAggregator;
import io.netty.handler.codec.redis.RedisBulkStringAggregator;
import io.netty.handler.codec.redis.RedisDecoder;
import io.netty.handler.codec.redis.RedisEncoder;
import io.netty.handler.codec.redis.RedisMessage;
import io.netty.handler.codec.redis.SimpleStringRedisMessage;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to a server that speaks the protocol of Redis, for the tasks of all domains. A task owns the
 * connection that it uses; one that waits in the pool has no owner. A connection whose task fails or is cancelled in
 * the middle is closed, because the next answer on it would be that of another command.
 */
public final class RedisPool implements AutoCloseable {

    /** The most elements of an array in an answer, and the most arrays inside each other. */
    private static final int MOST_ELEMENTS = 1 << 20;
    private static final int MOST_DEPTH = 8;

    private static final Codec<RedisMessage, RedisMessage> REDIS = Codec.of(RedisMessage.class, RedisMessage.class,
            RedisDecoder::new, RedisBulkStringAggregator::new,
            () -> new RedisArrayAggregator(MOST_ELEMENTS, MOST_DEPTH),
            RedisEncoder::new);

    private final SocketAddress address;
    private final Semaphore room;
    private final ConcurrentLinkedDeque<CodecStream<RedisMessage, RedisMessage>> idle = new ConcurrentLinkedDeque<>();

    /**
     * Creates a pool without connections.
     *
     * @param address of the server
     * @param most the most connections at a time
     */
    public RedisPool(SocketAddress address, int most) {
        this.address = address;
        this.room = new Semaphore(most);
    }

    /**
     * Sends a command and returns the answer. Suspends for a connection, and for the answer.
     *
     * @param words such as {@code "SET", "key", "value"}
     * @return the answer; null if there is none
     * @throws IOException if the connection is broken
     * @throws IllegalArgumentException if the server refuses the command
     */
    public @Nullable String ask(String... words) throws IOException {
        room.acquire();
        try {
            CodecStream<RedisMessage, RedisMessage> connection = take();
            boolean clean = false;
            try {
                RedisMessage answer = exchange(connection, words);
                String text = answer instanceof FullBulkStringRedisMessage bulk && bulk.isNull()
                        ? null
                        : text(answer);
                clean = true;
                if (answer instanceof ErrorRedisMessage error) {
                    throw new IllegalArgumentException(error.content());
                }
                return text;
            } finally {
                if (clean) {
                    connection.disown();
                    idle.push(connection);
                } else {
                    connection.close();
                }
            }
        } finally {
            room.release();
        }
    }

    private static String text(RedisMessage message) {
        return switch (message) {
            case FullBulkStringRedisMessage bulk -> bulk.content().toString(ISO_8859_1);
            case SimpleStringRedisMessage simple -> simple.content();
            case IntegerRedisMessage number -> Long.toString(number.value());
            default -> message.toString();
        };
    }

    private CodecStream<RedisMessage, RedisMessage> take() throws IOException {
        CodecStream<RedisMessage, RedisMessage> used = idle.poll();
        return used != null ? used.adopt() : REDIS.over(TcpStream.connect(address));
    }

    private static RedisMessage exchange(CodecStream<RedisMessage, RedisMessage> connection, String... words)
            throws IOException {
        List<RedisMessage> parts = new ArrayList<>();
        for (String word : words) {
            parts.add(new FullBulkStringRedisMessage(Unpooled.wrappedBuffer(word.getBytes(ISO_8859_1))));
        }
        connection.send(new ArrayRedisMessage(parts));
        RedisMessage answer = connection.receive();
        if (answer == null) {
            throw new EOFException("the server has closed the connection");
        }
        return answer;
    }

    /** Closes the connections that wait. */
    @Override
    public void close() {
        for (var one = idle.poll(); one != null; one = idle.poll()) {
            one.adopt().close();
        }
    }
}
