package io.miou.sync;

/**
 * The end of a channel that a task waits at, for the task tree. Any thread.
 *
 * @param what the task waits for
 * @param channel its state
 */
record ChannelEnd(String what, ChannelState channel) {

    @Override
    public String toString() {
        return what + " (#" + channel.number + ")";
    }
}
