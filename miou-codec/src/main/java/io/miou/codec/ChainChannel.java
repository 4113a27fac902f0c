package io.miou.codec;

import io.netty.channel.embedded.EmbeddedChannel;

/**
 * The channel of a chain, for handlers that ask for one: its attributes, its settings, its empty pipeline. What a
 * handler writes to it is encoded by the whole chain. Confined as its chain.
 */
final class ChainChannel extends EmbeddedChannel {

    private final HandlerChain chain;

    ChainChannel(HandlerChain chain) {
        this.chain = chain;
    }

    @Override
    protected void handleOutboundMessage(Object message) {
        chain.writeFromChannel(message);
    }

    @Override
    protected void handleInboundMessage(Object message) {
        chain.received(message);
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        chain.closedByHandler();
    }
}
