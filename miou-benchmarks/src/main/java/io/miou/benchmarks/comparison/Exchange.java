package io.miou.benchmarks.comparison;

import io.miou.benchmarks.load.Messages;

/**
 * A message and what comes back for it.
 *
 * @param protocol how
 * @param size of a message's body, in bytes
 */
record Exchange(Protocol protocol, int size) {

    private static final int LARGEST = 1 << 24;
    private static final int SMALLEST_BUFFER = 4096;

    Exchange {
        if (size < 1 || size > LARGEST) {
            throw new IllegalArgumentException(
                    "--size=" + size + " is no size of a message: choose 1 to " + LARGEST + " bytes");
        }
    }

    Messages messages() {
        byte[] body = Messages.bytes(size);
        return new Messages(protocol.message(body), protocol.answer(body));
    }

    /** {@return the size of a server's buffer: two messages, so that one message is a short read} */
    int bufferSize() {
        return Math.max(SMALLEST_BUFFER, 2 * protocol.message(Messages.bytes(size)).length);
    }

    /** {@return the number of bytes that come back for a message} */
    int answerSize() {
        return protocol.answer(Messages.bytes(size)).length;
    }

    @Override
    public String toString() {
        return protocol + " of " + size + " bytes";
    }
}
