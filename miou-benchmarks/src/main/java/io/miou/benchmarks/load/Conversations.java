package io.miou.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;

/** The progress of each connection: the bytes to be sent, the bytes sent, and the bytes that came back. */
final class Conversations {

    private final Wire wire;
    private final Messages messages;
    private final long[] wanted;
    private final long[] sent;
    private final long[] received;

    /** Connections whose send buffer was full. */
    private final ArrayDeque<Integer> stuck = new ArrayDeque<>();

    Conversations(Wire wire, Messages messages) {
        this.wire = wire;
        this.messages = messages;
        wanted = new long[wire.connections()];
        sent = new long[wire.connections()];
        received = new long[wire.connections()];
    }

    /** Sends one more message, now or as soon as {@link #push} can. */
    void ask(int connection) throws IOException {
        boolean waiting = sent[connection] < wanted[connection];
        wanted[connection] += messages.size();
        if (!waiting && !trySend(connection)) {
            stuck.add(connection);
        }
    }

    /** Sends what could not be sent before. */
    void push() throws IOException {
        for (int i = stuck.size(); i > 0; i--) {
            int connection = stuck.remove();
            if (!trySend(connection)) {
                stuck.add(connection);
            }
        }
    }

    private boolean trySend(int connection) throws IOException {
        while (sent[connection] < wanted[connection]) {
            int length = (int) Math.min(Messages.CHUNK, wanted[connection] - sent[connection]);
            int count = wire.send(connection, (int) (sent[connection] % messages.size()), length);
            if (count == 0) {
                return false;
            }
            sent[connection] += count;
        }
        return true;
    }

    /** Reads all that has come. Returns how many answers are complete that were not before. */
    int hear(int connection) throws IOException {
        long before = received[connection];
        int count;
        do {
            count = wire.receive(connection);
            messages.check(count, received[connection]);
            received[connection] += count;
            // Less than was asked for is all there is; the next edge tells of more.
        } while (count == Messages.CHUNK);
        return (int) (received[connection] / messages.answerSize() - before / messages.answerSize());
    }
}
