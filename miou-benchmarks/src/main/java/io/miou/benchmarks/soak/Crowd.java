package io.miou.benchmarks.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The clients of an echo server, of every manner, each on a virtual thread of the JDK.
 *
 * <p>Any thread may call everything but {@code latencies} and {@code close}, which belong to the thread that made it.
 * What the clients write is in concurrent collections; the recorder hands over its histogram whole.
 */
final class Crowd implements AutoCloseable {

    private static final int REGULARS = 8;
    private static final int LONGEST_PAUSE = 200;
    private static final int COMPLAINTS = 20;

    private final InetSocketAddress server;
    private final Duration patience;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Recorder latencies = new Recorder(3);
    private final Map<Manner, LongAdder> visits = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /** @param patience that the server is said to have */
    Crowd(InetSocketAddress server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /** Lets the clients in. */
    void start() {
        for (Manner manner : Manner.values()) {
            int clients = manner == Manner.REGULAR ? REGULARS : 2;
            visits.put(manner, new LongAdder());
            for (int i = 0; i < clients; i++) {
                threads.execute(() -> come(manner));
            }
        }
    }

    private void come(Manner manner) {
        try {
            while (!closing) {
                try {
                    manner.visit(this);
                    visits.get(manner).increment();
                } catch (IOException e) {
                    complain(manner + ": " + e);
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE));
            }
        } catch (InterruptedException e) {
            // The crowd is closed.
        } catch (RuntimeException e) {
            complain(manner + ": " + e);
        }
    }

    private void complain(String complaint) {
        if (!closing && complaints.size() < COMPLAINTS) {
            complaints.add(complaint);
        }
    }

    InetSocketAddress server() {
        return server;
    }

    Duration patience() {
        return patience;
    }

    /** Records the latency of a well-behaved client's message that has come back. */
    void record(long nanos) {
        latencies.recordValue(nanos);
    }

    /** {@return the latencies since the last call} */
    Histogram latencies() {
        return latencies.getIntervalHistogram();
    }

    /** {@return the number of conversations that have ended as they should, by manner} */
    Map<Manner, Long> visits() {
        Map<Manner, Long> counted = new TreeMap<>();
        visits.forEach((manner, count) -> counted.put(manner, count.sum()));
        return counted;
    }

    /** {@return the faults of the server; only the first ones, if there are many} */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Sends all clients away, at once. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        threads.shutdownNow();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the clients do not leave");
        }
    }
}
