package io.miou.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the first decoder keeps because they are no whole message yet. It merges them as the decoder would,
 * and remembers where they are. Confined as its stream.
 */
final class Undecoded implements ByteToMessageDecoder.Cumulator {

    @Nullable
    private ByteBuf kept;

    /** Watches the first of the handlers, if it is a decoder that keeps bytes in the usual way. */
    void watch(List<ChannelHandler> handlers) {
        if (handlers.getFirst() instanceof ByteToMessageDecoder decoder) {
            decoder.setCumulator(this);
        }
    }

    @Override
    public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf cumulation, ByteBuf in) {
        ByteBuf merged = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, cumulation, in);
        kept = merged;
        return merged;
    }

    /** Returns the number of bytes that are not decoded now; 0 if the first handler does not say. */
    int bytes() {
        ByteBuf buffer = kept;
        return buffer == null || buffer.refCnt() == 0 ? 0 : buffer.readableBytes();
    }

    /** Forgets a buffer that is decoded, after the decoder has returned. */
    void settle() {
        if (bytes() == 0) {
            kept = null;
        }
    }

    /**
     * Runs an action that makes the decoder release the bytes, and counts those that it left.
     *
     * @param decodeLast makes the decoder decode for the last time
     * @return the number of bytes
     */
    int leftBy(Runnable decodeLast) {
        ByteBuf buffer = kept;
        if (buffer == null || bytes() == 0) {
            decodeLast.run();
            return 0;
        }
        buffer.retain();
        try {
            decodeLast.run();
            return buffer.readableBytes();
        } finally {
            buffer.release();
            kept = null;
        }
    }
}
