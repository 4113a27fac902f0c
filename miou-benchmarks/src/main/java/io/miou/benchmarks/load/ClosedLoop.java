package io.miou.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Keeps one message under way on each connection: the next is sent when the last has come back. This shows the capacity
 * of a server. The latencies are those of a server that never gets more than it can handle.
 */
public final class ClosedLoop implements Load {

    private final Wire wire;
    private final Conversations conversations;
    private final long[] asked;

    public ClosedLoop(Wire wire, Messages messages) {
        this.wire = wire;
        conversations = new Conversations(wire, messages);
        asked = new long[wire.connections()];
    }

    @Override
    public Interval run(Duration duration) throws IOException {
        Histogram latencies = Interval.newHistogram();
        long start = System.nanoTime();
        long limit = duration.toNanos();
        for (int connection = 0; connection < asked.length; connection++) {
            ask(connection, System.nanoTime());
        }
        long inTime = 0;
        long total = 0;
        int silent = 0;
        for (int missing = asked.length; missing > 0;) {
            int ready = wire.await();
            silent = ready == 0 ? silent + 1 : 0;
            if (silent > PATIENCE) {
                throw Load.silence(missing);
            }
            for (int i = 0; i < ready; i++) {
                int connection = wire.ready(i);
                if (conversations.hear(connection) == 0) {
                    continue;
                }
                long now = System.nanoTime();
                latencies.recordValue(now - asked[connection]);
                total++;
                if (now - start < limit) {
                    inTime++;
                    ask(connection, now);
                } else {
                    missing--;
                }
            }
            conversations.push();
        }
        return new Interval(inTime, total, limit, latencies);
    }

    private void ask(int connection, long now) throws IOException {
        asked[connection] = now;
        conversations.ask(connection);
    }
}
