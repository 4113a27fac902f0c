package io.miou.backend.kqueue;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;

/**
 * A registration together with the known state of its descriptor. Confined to its domain.
 *
 * @param netty Netty's own
 * @param handle the registered descriptor
 */
record KQueueRegistration(IoRegistration netty, KQueueHandle handle) implements IoRegistration {

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's declaration
    public <T> T attachment() {
        return netty.attachment();
    }

    @Override
    public long submit(IoOps ops) {
        return netty.submit(ops);
    }

    @Override
    public boolean isValid() {
        return netty.isValid();
    }

    @Override
    public boolean cancel() {
        return netty.cancel();
    }
}
