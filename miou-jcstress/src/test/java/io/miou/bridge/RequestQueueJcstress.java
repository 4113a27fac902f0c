package io.miou.bridge;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A request that is added while the queue is closed, and nobody takes it, is refused once: by the queue or to the
 * sender.
 */
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "forgotten")
@Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "refused twice")
public final class RequestQueueJcstress {

    private RequestQueueJcstress() {
    }

    /** The queue that ships. */
    @JCStressTest
    @JCStressMeta(RequestQueueJcstress.class)
    @State
    public static class Shipped {

        private final AtomicInteger refused = new AtomicInteger();
        private final RequestQueue<String> requests = new RequestQueue<>(_ -> refused.incrementAndGet());

        @Actor
        public void sender() {
            if (!requests.addTask("request")) {
                refused.incrementAndGet();
            }
        }

        @Actor
        public void closer() {
            requests.close();
        }

        @Arbiter
        public void judge(I_Result result) {
            result.r1 = refused.get();
        }
    }

    /** Looks whether it is closed and, later, adds. */
    @JCStressTest
    @JCStressMeta(RequestQueueJcstress.class)
    @State
    public static class BrokenAddThatLooksFirst {

        private final AtomicInteger refused = new AtomicInteger();
        private final LookingQueue requests = new LookingQueue(refused);

        @Actor
        public void sender() {
            requests.add("request");
        }

        @Actor
        public void closer() {
            requests.close();
        }

        @Arbiter
        public void judge(I_Result result) {
            result.r1 = refused.get();
        }
    }

    /** A queue to which a request may be added when it was closed and emptied. */
    private static final class LookingQueue {

        private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
        private final AtomicInteger refused;
        private volatile boolean closed;

        LookingQueue(AtomicInteger refused) {
            this.refused = refused;
        }

        void add(String request) {
            if (closed) {
                refused.incrementAndGet();
            } else {
                requests.add(request);
            }
        }

        void close() {
            closed = true;
            while (requests.poll() != null) {
                refused.incrementAndGet();
            }
        }
    }
}
