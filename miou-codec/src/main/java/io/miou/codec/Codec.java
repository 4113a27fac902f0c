package io.miou.codec;

import io.miou.net.ByteStream;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A protocol: the handlers of Netty that decode what comes and encode what goes. Immutable: each method returns a new
 * one, and one object serves every connection. Any thread; never suspends.
 *
 * {@snippet :
 * static final Codec<HttpObject, HttpObject> HTTP = Codec.of(HttpObject.class, HttpObject.class,
 *         HttpRequestDecoder::new, HttpResponseEncoder::new).endsAfter(LastHttpContent.class::isInstance);
 *
 * CodecStream<HttpObject, HttpObject> client = HTTP.over(stream);
 * }
 *
 * <p>The handlers stand in the order of a pipeline of Netty: the first is the nearest to the network. Bytes go through
 * the decoders from the first to the last, messages through the encoders from the last to the first. They are called on
 * the fiber that receives or sends, and must not suspend.
 *
 * <p>User events of the handlers are received as messages, if the class of incoming messages covers them, as
 * {@code Object} does. Others are dropped.
 *
 * <p>There are two ways to drive them:
 * <ul>
 * <li>{@link #of}: by hand, which is fast. For decoders, encoders and aggregators. Their context offers what these
 * need: buffers, the next handler, {@code write}. Its pipeline is empty, and its executor has no timers.
 * <li>{@link #pipeline}: in a pipeline of Netty ({@code EmbeddedChannel}). For handlers that add or remove others, need
 * a timer, or end the connection, such as {@code Http2FrameCodec} and {@code WebSocketServerProtocolHandler}.
 * </ul>
 *
 * @param <I> the messages that are received
 * @param <O> the messages that are sent
 * @since 0.1.0
 */
public final class Codec<I, O> {

    private static final int DEFAULT_LIMIT = 1 << 16;

    /** The way in which the handlers are driven. */
    enum Driver {
        BY_HAND, PIPELINE
    }

    private final Class<I> incoming;
    private final Class<O> outgoing;
    private final Driver driver;
    private final List<Supplier<? extends ChannelHandler>> handlers;
    private final @Nullable Predicate<? super I> last;
    private final int limit;

    private Codec(Class<I> incoming, Class<O> outgoing, Driver driver,
            List<Supplier<? extends ChannelHandler>> handlers, @Nullable Predicate<? super I> last,
            int limit) {
        this.incoming = Objects.requireNonNull(incoming, "incoming");
        this.outgoing = Objects.requireNonNull(outgoing, "outgoing");
        this.driver = driver;
        this.handlers = handlers;
        this.last = last;
        this.limit = limit;
    }

    /**
     * Makes a codec whose handlers are driven by hand.
     *
     * <p>Such a stream counts bytes that came after the last message as cut off at the end of the stream, also if a
     * handler has consumed them. So each message of the peer must come out of the last handler. If a handler swallows
     * some, such as heartbeats, use {@link #pipeline}. Name a decoder and an encoder as two handlers, instead of one
     * that does both: only so the bytes are known that are no whole message yet.
     *
     * @param <I> the messages that are received
     * @param <O> the messages that are sent
     * @param incoming the class of all messages that the last handler passes on
     * @param outgoing the class of all messages that are sent
     * @param handlers each makes one handler of a connection, a new one each time unless it is sharable
     * @return the codec
     * @throws IllegalArgumentException without handlers
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <I, O> Codec<I, O> of(Class<I> incoming, Class<O> outgoing,
            Supplier<? extends ChannelHandler>... handlers) {
        return new Codec<>(incoming, outgoing, Driver.BY_HAND, requireSome(List.of(handlers)), null, DEFAULT_LIMIT);
    }

    /**
     * Makes a codec whose handlers stand in a pipeline of Netty. They may change it, and close its channel: the stream
     * has ended then. Their timers are run whenever the stream is used. At the end of the stream the channel is closed,
     * so nothing can be sent afterwards.
     *
     * @param <I> the messages that are received
     * @param <O> the messages that are sent
     * @param incoming the class of all messages that the last handler passes on
     * @param outgoing the class of all messages that are sent
     * @param handlers each makes one handler of a connection, a new one each time
     * @return the codec
     * @throws IllegalArgumentException without handlers
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <I, O> Codec<I, O> pipeline(Class<I> incoming, Class<O> outgoing,
            Supplier<? extends ChannelHandler>... handlers) {
        return new Codec<>(incoming, outgoing, Driver.PIPELINE, requireSome(List.of(handlers)), null, DEFAULT_LIMIT);
    }

    private static List<Supplier<? extends ChannelHandler>> requireSome(
            List<Supplier<? extends ChannelHandler>> handlers) {
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException("a codec without handlers; name a decoder or an encoder");
        }
        return handlers;
    }

    /**
     * Says after which messages the stream may end. An end after any other message is then the end of a connection that
     * was lost, and {@link CodecStream#receive} throws {@link java.io.EOFException}. Use it for protocols that have
     * several messages for one request. An end before the first message is never too early.
     *
     * @param isLast tells whether a message is the last of its kind
     * @return a codec with this
     */
    public Codec<I, O> endsAfter(Predicate<? super I> isLast) {
        return new Codec<>(incoming, outgoing, driver, handlers, Objects.requireNonNull(isLast, "isLast"),
                limit);
    }

    /**
     * Limits the bytes that wait for a flush. With more than these, {@link CodecStream#send} flushes before it encodes
     * another message.
     *
     * @param bytes the default is 64 KiB
     * @return a codec with this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Codec<I, O> pending(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("at most " + bytes + " bytes can wait; choose 1 or more");
        }
        return new Codec<>(incoming, outgoing, driver, handlers, last, bytes);
    }

    /**
     * Makes a stream of messages of a stream of bytes. The transport is used through the new stream only from now on,
     * and is closed with it: both are one resource. Never suspends.
     *
     * @param transport connected; if this throws, it is still the caller's
     * @return the stream, with the owner of the transport
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed the transport (rule 27)
     * @throws IllegalStateException outside a fiber; if the transport is in another such stream already
     */
    public CodecStream<I, O> over(ByteStream transport) {
        return new CodecStream<>(Objects.requireNonNull(transport, "transport"), this);
    }

    // What a stream asks

    Class<I> incoming() {
        return incoming;
    }

    Class<O> outgoing() {
        return outgoing;
    }

    Driver driver() {
        return driver;
    }

    /** Makes the handlers of one connection. */
    List<ChannelHandler> newHandlers() {
        return handlers.stream().<ChannelHandler>map(
                maker -> Objects.requireNonNull(maker.get(), "the supplier of a handler has returned null")).toList();
    }

    boolean mayEndAfter(I message) {
        return last == null || last.test(message);
    }

    int limit() {
        return limit;
    }

    @Override
    public String toString() {
        return "codec of " + incoming.getSimpleName() + " and " + outgoing.getSimpleName();
    }
}
