package io.miou.testkit.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Runs the programs of many seeds, several at a time, each in its own world. The counters are for any thread. */
final class Campaign {

    private static final int MOST_FINDINGS = 5;

    /** A program that broke a rule. */
    record Finding(long seed, List<String> faults) {
    }

    private final long first;
    private final long count;
    private final int width;
    private final AtomicLong next = new AtomicLong();
    private final LongAdder tasks = new LongAdder();
    private final LongAdder events = new LongAdder();
    private final LongAdder cancellations = new LongAdder();
    private final LongAdder violations = new LongAdder();
    private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();
    private long nanos;

    /**
     * Creates a campaign.
     *
     * @param first seed
     * @param count how many seeds
     * @param width how many programs run at a time
     */
    Campaign(long first, long count, int width) {
        this.first = first;
        this.count = count;
        this.width = width;
    }

    void run() throws InterruptedException {
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            threads.add(Thread.ofPlatform().daemon().name("campaign-" + i).start(this::work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        nanos = System.nanoTime() - begin;
    }

    private void work() {
        for (long index = next.getAndIncrement(); index < count
                && findings.size() < MOST_FINDINGS; index = next.getAndIncrement()) {
            run(first + index);
        }
    }

    private void run(long seed) {
        Performance performance;
        try {
            performance = Performance.of(seed);
        } catch (Throwable e) {
            findings.add(new Finding(seed, List.of("the campaign itself has failed: " + e)));
            return;
        }
        count(performance.log());
        List<String> faults = performance.faults();
        if (!faults.isEmpty()) {
            findings.add(new Finding(seed, faults));
        }
    }

    private void count(List<Event> log) {
        events.add(log.size());
        for (Event event : log) {
            switch (event) {
                case Event.Started _ -> tasks.increment();
                case Event.Unwound _ -> cancellations.increment();
                case Event.Observed(int _, io.miou.Outcome.Failure<?>(io.miou.RuleViolation _)) ->
                    violations.increment();
                default -> {
                }
            }
        }
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public String toString() {
        return "random programs: " + count + " from seed " + first + " on, " + tasks + " tasks, " + events + " events, "
                + cancellations + " suspension points cancelled, " + violations + " violations contained, "
                + nanos / 1_000_000_000 + " s, " + count * 1_000_000_000L / Math.max(1, nanos) + " programs a second";
    }
}
