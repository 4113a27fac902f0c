package io.miou.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A ring wakes the one waiter, before the wait or in it, from any thread, and races with its cancellation. */
class RequestBellTest {

    private static final int ROUNDS = 500;

    @OnEveryEngine
    void bellThatHasRung_letsTheWaitReturnAtOnce(Variant variant) {
        variant.run(() -> {
            RequestBell bell = new RequestBell();
            bell.ring();
            bell.ring();
            AtomicBoolean other = new AtomicBoolean();
            Promise<Void> beside = Miou.async(() -> other.set(true));
            bell.await();
            assertThat(other).as("the wait suspends only if the bell is quiet").isFalse();
            beside.await();
        });
    }

    @OnEveryBackend
    void ringOfAnotherThread_wakesTheWaiter_andShowsWhatItDidBefore(Variant variant) {
        variant.run(() -> {
            int[] plain = new int[1];
            for (int round = 1; round <= ROUNDS; round++) {
                RequestBell bell = new RequestBell();
                int value = round;
                Thread ringer = Thread.ofPlatform().start(() -> {
                    plain[0] = value;
                    bell.ring();
                });
                bell.await();
                assertThat(plain[0]).isEqualTo(value);
                ringer.join();
            }
        });
    }

    @OnEveryEngine
    void cancellation_withdrawsTheWait_andALaterRingDoesNothing(Variant variant) {
        variant.run(() -> {
            RequestBell bell = new RequestBell();
            Promise<Void> waiter = Miou.async(bell::await);
            Miou.yield();
            waiter.cancel();
            assertThat(waiter.awaitOutcome()).isInstanceOf(Outcome.Cancelled.class);
            bell.ring();
            Miou.yield();
        });
    }

    @OnEveryBackend
    void ringAgainstCancellation_wakesTheWaiterOnce(Variant variant) {
        variant.run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                RequestBell bell = new RequestBell();
                AtomicInteger wakeUps = new AtomicInteger();
                Promise<Void> waiter = Miou.async(() -> {
                    try {
                        bell.await();
                    } finally {
                        wakeUps.incrementAndGet();
                        // A second wake-up would end this wait too.
                        Miou.shield(() -> Miou.sleep(Duration.ofMillis(1)));
                    }
                });
                Miou.yield();
                Thread ringer = Thread.ofPlatform().start(bell::ring);
                waiter.cancel();
                waiter.awaitOutcome();
                assertThat(wakeUps).hasValue(1);
                ringer.join();
            }
        });
    }
}
