package io.miou.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one stream, and a way to call them. Confined to the domain of the stream's owner and borrowers. No
 * method suspends. What handlers throw goes to the {@link Inbox}, except what an encoder throws.
 */
interface HandlerDriver {

    /** Sets the allocator of the current domain. */
    void setAllocator(ByteBufAllocator allocator);

    /** Decodes bytes that have come. Takes over the buffer. */
    void read(ByteBuf bytes);

    /**
     * Tells the decoders that no more bytes come.
     *
     * @return the number of bytes that did not become a message, at least 1 if a part of a message was decoded
     */
    long endInput();

    /**
     * Encodes a message. Takes over the message.
     *
     * @return ends when the protocol has let the message go; null if it has already
     * @throws Exception if an encoder throws it; a part of the message may have been encoded
     */
    @Nullable
    Future<?> write(Object message) throws Exception;

    /** Lets the encoders pass on what they hold back. */
    void flush();

    /** Removes the handlers, which then release what they hold. Called once. */
    void close();
}
