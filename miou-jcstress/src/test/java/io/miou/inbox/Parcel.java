package io.miou.inbox;

/** A message with a plain field, which only the inbox publishes. */
final class Parcel extends Message {

    int content;

    @Override
    public void deliver() {
        throw new AssertionError("nobody delivers these");
    }
}
