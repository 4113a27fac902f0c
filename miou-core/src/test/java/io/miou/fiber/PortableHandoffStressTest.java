package io.miou.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.Alone;
import io.miou.testing.Slow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that call each other through handoffs run one at a time, see what the last one did, and lose no call. */
@Timeout(60)
@Slow
@Alone
class PortableHandoffStressTest {

    private static final int ROUNDS = 30_000;
    private static final int THREADS = 3;

    static Stream<Thread.Builder> kindsOfThreads() {
        return Stream.of(Thread.ofVirtual(), Thread.ofPlatform());
    }

    private final PortableHandoff[] handoffs = new PortableHandoff[THREADS];
    private final AtomicBoolean running = new AtomicBoolean();

    /** Plain: only the handoffs publish it. */
    private long turns;

    private int overlaps;

    @ParameterizedTest
    @MethodSource("kindsOfThreads")
    void callsInARing_areNotLostAndDoNotOverlap(Thread.Builder kind) throws Exception {
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int id = i;
            threads[i] = kind.unstarted(() -> takeTurns(id));
            handoffs[i] = PortableHandoff.startedByCall(threads[i]);
        }
        // Unparks from elsewhere neither count as calls nor eat one.
        Thread disturber = Thread.ofPlatform().start(() -> disturb(threads));
        handoffs[0].call();
        for (Thread thread : threads) {
            thread.join();
        }
        disturber.interrupt();
        disturber.join();
        assertThat(turns).isEqualTo((long) THREADS * ROUNDS);
        assertThat(overlaps).isZero();
    }

    @Test
    void callWhoseCallerDoesNotLeave_isNotTakenAndCanBeTakenBack() throws Exception {
        PortableHandoff caller = PortableHandoff.of(Thread.currentThread());
        Thread thread = Thread.ofVirtual().unstarted(this::awaitOneCall);
        handoffs[0] = PortableHandoff.startedByCall(thread);
        for (int i = 0; i < 1_000; i++) {
            handoffs[0].callWhenAway(caller);
            if (i % 2 == 0) {
                Thread.yield();
            }
            assertThat(handoffs[0].takeBack(caller)).isTrue();
            assertThat(turns).isZero();
        }
        handoffs[0].call();
        thread.join();
        assertThat(turns).isOne();
        assertThat(handoffs[0].takeBack(caller)).isFalse();
    }

    private void awaitOneCall() {
        handoffs[0].awaitCall();
        turns++;
    }

    private void takeTurns(int id) {
        for (int round = 0; round < ROUNDS; round++) {
            handoffs[id].awaitCall();
            overlaps += running.compareAndSet(false, true) ? 0 : 1;
            turns++;
            running.set(false);
            PortableHandoff next = handoffs[(id + 1) % THREADS];
            if (id == THREADS - 1 && round == ROUNDS - 1) {
                return;
            }
            boolean waitsAfterwards = round < ROUNDS - 1;
            if (waitsAfterwards && round % 2 == 0) {
                next.callWhenAway(handoffs[id]);
            } else {
                next.call();
            }
        }
    }

    private static void disturb(Thread[] threads) {
        while (!Thread.currentThread().isInterrupted()) {
            for (Thread thread : threads) {
                LockSupport.unpark(thread);
            }
            Thread.onSpinWait();
        }
    }
}
