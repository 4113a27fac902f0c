package io.miou.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends messages at a fixed rate, on the connections in turn, whether or not the server keeps up. The latency of a
 * message counts from the time when it was due, not from the time when it could be sent. So a server that stops for a
 * second is charged for every message of that second (Gil Tene's coordinated omission). The client never sleeps, so
 * that it is on time.
 */
public final class OpenLoop implements Load {

    private final Wire wire;
    private final Conversations conversations;
    private final long rate;

    /** @param rate messages per second, in all */
    public OpenLoop(Wire wire, Messages messages, long rate) {
        this.wire = wire;
        this.rate = rate;
        conversations = new Conversations(wire, messages);
    }

    @Override
    public Interval run(Duration duration) throws IOException {
        Histogram latencies = Interval.newHistogram();
        int connections = wire.connections();
        long[] heard = new long[connections];
        long total = Math.max(1, rate * duration.toMillis() / 1000);
        long start = System.nanoTime();
        long last = start;
        long asked = 0;
        long answered = 0;
        while (answered < total) {
            for (long elapsed = System.nanoTime() - start; asked < total && due(asked) <= elapsed; asked++) {
                conversations.ask((int) (asked % connections));
            }
            int ready = wire.look();
            for (int i = 0; i < ready; i++) {
                int connection = wire.ready(i);
                for (int complete = conversations.hear(connection); complete > 0; complete--) {
                    // The k-th answer of a connection is to its k-th message, and messages take turns.
                    long message = heard[connection]++ * connections + connection;
                    last = System.nanoTime();
                    latencies.recordValue(last - start - due(message));
                    answered++;
                }
            }
            conversations.push();
            if (asked > answered && System.nanoTime() - last > TimeUnit.SECONDS.toNanos(PATIENCE)) {
                throw Load.silence(asked - answered);
            }
        }
        return new Interval(total, total, last - start, latencies);
    }

    private long due(long message) {
        return (long) (message * 1e9 / rate);
    }
}
