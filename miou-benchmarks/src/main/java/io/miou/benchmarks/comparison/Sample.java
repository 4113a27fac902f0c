package io.miou.benchmarks.comparison;

import io.miou.benchmarks.load.ClosedLoop;
import io.miou.benchmarks.load.Interval;
import io.miou.benchmarks.load.Load;
import io.miou.benchmarks.load.Messages;
import io.miou.benchmarks.load.Wire;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * A contender under load for some seconds.
 *
 * @param serverNanos processor time of the server for each message
 * @param clientNanos processor time of the client for each message: no server can seem faster than that
 * @param serverLoad how much of its processor the server used, at most 1: less than about 0.97 means that the client,
 *     not the server, was the limit, and that only {@code serverNanos} tells them apart
 */
record Sample(double rate, double p50, double p99, double p999, double serverNanos, double clientNanos,
        double serverLoad) {

    private static final Duration SETTLE = Duration.ofMillis(300);

    /** Opens connections, lets them settle for a moment, in which each is used, measures, and cuts them. */
    static Sample of(RunningServer server, Demand demand, Duration duration) throws IOException, InterruptedException {
        Messages messages = demand.exchange().messages();
        Sample sample;
        Protocol protocol = demand.exchange().protocol();
        try (Wire wire = protocol.connect(server.address(), demand.connections(), messages)) {
            new ClosedLoop(wire, messages).run(SETTLE.compareTo(duration) < 0 ? SETTLE : duration);
            sample = measure(server, demand.load(wire, messages), duration);
        }
        server.awaitQuiet();
        return sample;
    }

    private static Sample measure(RunningServer server, Load load, Duration duration) throws IOException {
        var threads = ManagementFactory.getThreadMXBean();
        Duration serverBefore = server.cpuTime();
        long clientBefore = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        Interval interval = load.run(duration);
        long wall = System.nanoTime() - start;
        double client = threads.getCurrentThreadCpuTime() - clientBefore;
        double cpu = server.cpuTime().minus(serverBefore).toNanos();
        return new Sample(interval.rate(), interval.percentile(50), interval.percentile(99),
                interval.percentile(99.9), cpu / interval.total(), client / interval.total(), cpu / wall);
    }
}
