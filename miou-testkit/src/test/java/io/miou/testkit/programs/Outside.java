package io.miou.testkit.programs;

import io.miou.Miou;
import io.miou.sync.Computation;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The thread from outside, on the real machine: it lets every task through that has queued and completes every
 * computation again and again, so that no task of a random program waits without end. It also does what tasks ask it to
 * do later. Any thread may call it.
 */
final class Outside implements AutoCloseable {

    static final int COMPUTATIONS = 3;

    private static final long PERIOD_MICROS = 300;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("program-outside").daemon().unstarted(work));
    private final AtomicReferenceArray<Computation<Integer>> computations = new AtomicReferenceArray<>(COMPUTATIONS);
    private final ConcurrentLinkedQueue<Thread> watched = new ConcurrentLinkedQueue<>();
    private final Lines lines;

    Outside(Lines lines) {
        this.lines = lines;
        for (int i = 0; i < COMPUTATIONS; i++) {
            computations.set(i, new Computation<>());
        }
        thread.scheduleWithFixedDelay(this::ring, PERIOD_MICROS, PERIOD_MICROS, TimeUnit.MICROSECONDS);
    }

    private void ring() {
        lines.admitAll();
        for (int i = 0; i < COMPUTATIONS; i++) {
            boolean _ = computations.getAndSet(i, new Computation<>()).tryReturn(i);
        }
    }

    Computation<Integer> computation(int pick) {
        return computations.get(pick);
    }

    void after(int micros, Runnable work) {
        thread.schedule(work, micros, TimeUnit.MICROSECONDS);
    }

    /** Looks at the stacks of the fibers and at the tree of tasks, from now on and again and again. */
    void watch() {
        thread.scheduleWithFixedDelay(() -> {
            watched.forEach(Thread::getStackTrace);
            Miou.dump();
        }, 0, 50, TimeUnit.MICROSECONDS);
    }

    void lookAt(Thread fiber) {
        watched.add(fiber);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
