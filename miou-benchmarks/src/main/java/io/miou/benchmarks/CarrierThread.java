package io.miou.benchmarks;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * A bare carrier with a thread of its own, which looks for work without ever sleeping: the cost of a call when no
 * thread has to be woken.
 *
 * <p>Any thread may start threads and execute steps; the queue passes what was done before to the thread that runs
 * them.
 */
final class CarrierThread implements Executor, AutoCloseable {

    private static final int LOOKS_BEFORE_OTHERS_MAY_RUN = 1000;

    private final ConcurrentLinkedQueue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::carry);
    private volatile boolean closed;

    static CarrierThread open() {
        CarrierThread carrier = new CarrierThread();
        carrier.thread.start();
        return carrier;
    }

    private void carry() {
        int looks = 0;
        while (!closed) {
            Runnable step = ready.poll();
            if (step != null) {
                step.run();
                looks = 0;
            } else if (++looks % LOOKS_BEFORE_OTHERS_MAY_RUN != 0) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    Thread start(Runnable body) {
        return BareCarrier.start(this, body);
    }

    @Override
    public void execute(Runnable step) {
        ready.add(step);
    }

    /** Ends the carrier. Call this after the threads that were started have ended. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
