package io.miou.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.testing.Foreign;
import io.miou.testing.Slow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Requests are taken or refused, each once, whatever races. */
@Slow
class RequestQueueTest {

    private static final int ROUNDS = 3_000;
    private static final int REQUESTS = 40;
    private static final int THREADS = 2;

    /** The queue under test, or its twin with a fault. */
    private interface Queue {
        void add(int request);

        void close();
    }

    private final List<String> refused = new ArrayList<>();
    private final RequestQueue<String> queue = new RequestQueue<>(refused::add);

    @Test
    void requestsAcceptedBeforeTheClose_areTakenInOrderOrRefused() {
        assertThat(queue.addTask("a")).isTrue();
        assertThat(queue.addNote("b")).isTrue();
        assertThat(queue.addTask("c")).isTrue();
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.addTask("d")).isTrue();
        assertThat(refused).isEmpty();
        queue.close();
        assertThat(refused).containsExactly("b", "c", "d");
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.addTask("e") || queue.addNote("f")).isFalse();
    }

    @Test
    void stoppedQueue_acceptsNotesOnly_andGivesWhatItAccepted() {
        assertThat(queue.addTask("a")).isTrue();
        queue.stop();
        queue.stop();
        assertThat(queue.isOpen()).isFalse();
        assertThat(queue.addTask("b")).isFalse();
        assertThat(queue.addNote("c")).isTrue();
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.poll()).isEqualTo("c");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.addTask("d")).isFalse();
        assertThat(queue.addNote("e")).as("the stage is kept when the queue is emptied").isTrue();
    }

    @Test
    void requestsThatRaceWithTheClose_areRefusedOnceEach() throws Exception {
        race(refusal -> {
            RequestQueue<Integer> queue = new RequestQueue<>(refusal::accept);
            return new Queue() {
                @Override
                public void add(int request) {
                    if (!(request % 2 == 0 ? queue.addTask(request) : queue.addNote(request))) {
                        refusal.accept(request);
                    }
                }

                @Override
                public void close() {
                    queue.close();
                }
            };
        });
    }

    @Test
    void queueThatDoesNotLookAgainAfterAnAdd_isCaught() {
        assertThatThrownBy(() -> race(Forgetful::new)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("a request was refused");
    }

    /** The fault: whether it is closed is asked before the request is added only. */
    private static final class Forgetful implements Queue {
        private final ConcurrentLinkedQueue<Integer> requests = new ConcurrentLinkedQueue<>();
        private final IntConsumer refusal;
        private volatile boolean closed;

        Forgetful(IntConsumer refusal) {
            this.refusal = refusal;
        }

        @Override
        public void add(int request) {
            if (closed) {
                refusal.accept(request);
            } else {
                Thread.yield();
                requests.add(request);
            }
        }

        @Override
        public void close() {
            closed = true;
            for (Integer request = requests.poll(); request != null; request = requests.poll()) {
                refusal.accept(request);
            }
        }
    }

    /** Threads add while this one closes, again and again. */
    private static void race(Function<IntConsumer, Queue> maker) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicIntegerArray refusals = new AtomicIntegerArray(THREADS * REQUESTS);
            Queue queue = maker.apply(refusals::incrementAndGet);
            CyclicBarrier start = new CyclicBarrier(THREADS + 1);
            List<FutureTask<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * REQUESTS;
                threads.add(Foreign.start(() -> {
                    start.await();
                    for (int request = first; request < first + REQUESTS; request++) {
                        queue.add(request);
                    }
                    return null;
                }));
            }
            start.await();
            for (int spin = round % 200; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            queue.close();
            for (FutureTask<Void> thread : threads) {
                thread.get();
            }
            for (int request = 0; request < THREADS * REQUESTS; request++) {
                assertThat(refusals.get(request)).as("how often a request was refused").isEqualTo(1);
            }
        }
    }
}
