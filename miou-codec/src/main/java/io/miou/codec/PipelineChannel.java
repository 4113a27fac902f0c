package io.miou.codec;

import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;

/** The channel of a pipeline: its outer end is a stream of Miou. Confined as its pipeline. */
final class PipelineChannel extends EmbeddedChannel {

    private final HandlerPipeline owner;

    /** Creates a channel that is not registered: handlers are called from {@link #register} on. */
    PipelineChannel(HandlerPipeline owner) {
        super(DefaultChannelId.newInstance(), false, false);
        this.owner = owner;
    }

    @Override
    protected void handleOutboundMessage(Object message) {
        owner.encoded(message);
    }

    @Override
    protected void handleInboundMessage(Object message) {
        owner.decoded(message);
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        owner.closed();
    }
}
