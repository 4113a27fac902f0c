package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.spi.Driver.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A wakeup ends the poll that goes on, or else makes the next return at once; none is ever lost. */
abstract class WakeupContract extends Contract {

    @Test
    void wakeup_beforePoll_makesItReturn() throws Exception {
        Background.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                driver.backend.wakeup();
                driver.backend.poll(Backend.FOREVER);
            }
        }).join();
    }

    @Test
    void wakeup_duringPoll_endsIt() throws Exception {
        for (int i = 0; i < 100; i++) {
            CountDownLatch started = new CountDownLatch(1);
            AtomicInteger work = new AtomicInteger();
            Background<Void> poller = Background.run(() -> {
                started.countDown();
                while (work.get() == 0) {
                    driver.backend.poll(Backend.FOREVER);
                }
            });
            started.await();
            if (i % 2 == 0) {
                Thread.sleep(1); // most likely asleep by now; correct if it is not
            }
            work.set(1);
            driver.backend.wakeup();
            poller.join();
        }
    }

    @Test
    void wakeups_many_doNotKeepItAwake() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            driver.backend.wakeup();
        }
        Background<Void> poller = Background.run(() -> driver.backend.poll(Backend.FOREVER));
        poller.join();
        assertThat(SleepContract.pollsIn(driver.backend)).isLessThan(SleepContract.FEW);
    }

    @Test
    void wakeups_fromManyThreads_endPolls() throws Exception {
        int threads = 16;
        AtomicInteger done = new AtomicInteger();
        Background<Void> poller = Background.run(() -> {
            while (done.get() < threads) {
                driver.backend.poll(Backend.FOREVER);
            }
        });
        List<Background<Void>> wakers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            wakers.add(Background.run(() -> {
                for (int j = 0; j < 1_000; j++) {
                    driver.backend.wakeup();
                }
                done.incrementAndGet();
                driver.backend.wakeup();
            }));
        }
        for (Background<Void> waker : wakers) {
            waker.join();
        }
        poller.join();
    }

    @Test
    void wakeup_betweenPollNowAndSleep_isNotLost() throws Exception {
        Background.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                driver.backend.pollNow();
                driver.backend.wakeup();
                driver.backend.poll(Backend.FOREVER);
            }
        }).join();
    }

    @Test
    void wakeup_channelLeavesBeforePoll_isNotLost() throws Exception {
        Pair pair = driver.pair();
        Background.run(() -> {
            for (int i = 0; i < 100; i++) {
                pair.server().watch(Direction.READ, new Flag());
                pair.server().unwatch(Direction.READ);
                driver.backend.pollNow();
                driver.backend.wakeup();
                pair.server().detach();
                driver.backend.poll(Backend.FOREVER);
                pair.server().attach(driver.backend);
            }
        }).join();
    }

    @Test
    void wakeup_afterClose_doesNothing() throws Exception {
        driver.backend.close();
        driver.backend.wakeup();
        Background.run(() -> driver.backend.wakeup()).join();
    }

    @Test
    void wakeup_whileItCloses_doesNotThrow() throws Exception {
        for (int i = 0; i < 50; i++) {
            Driver closing = newDriver();
            CountDownLatch started = new CountDownLatch(1);
            Background<Void> waker = Background.run(() -> {
                started.countDown();
                for (int j = 0; j < 1_000; j++) {
                    closing.backend.wakeup();
                }
            });
            started.await();
            closing.backend.poll(1);
            closing.backend.close();
            waker.join();
        }
    }

    /** The lost-wakeup detector: each submission is answered before the next one, so a lost wakeup stops everything. */
    @Test
    @Tag("slow")
    void wakeups_underStress_loseNoSubmission() throws Exception {
        int threads = 4;
        int rounds = 25_000;
        Queue<AtomicInteger> inbox = new ConcurrentLinkedQueue<>();
        Background<Long> poller = Background.start(() -> {
            long taken = 0;
            while (taken < (long) threads * rounds) {
                for (AtomicInteger answer = inbox.poll(); answer != null; answer = inbox.poll()) {
                    answer.incrementAndGet();
                    taken++;
                }
                if (taken < (long) threads * rounds) {
                    driver.backend.poll(Backend.FOREVER);
                }
            }
            return taken;
        });
        List<Background<Void>> submitters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            submitters.add(Background.run(() -> {
                AtomicInteger answered = new AtomicInteger();
                for (int round = 1; round <= rounds; round++) {
                    inbox.add(answered);
                    driver.backend.wakeup();
                    for (int spins = 1; answered.get() < round; spins++) {
                        if (spins % 100 == 0) {
                            Thread.yield(); // few processors: the poller needs one
                        }
                        Thread.onSpinWait();
                        if (poller.hasEnded() && answered.get() < round) {
                            throw new AssertionError("the poller has gone");
                        }
                    }
                    // Sometimes it has gone to sleep before the next one comes, sometimes it is about to.
                    for (int pause = ThreadLocalRandom.current().nextInt(200); pause > 0; pause--) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        assertThat(poller.join(Duration.ofSeconds(50))).isEqualTo((long) threads * rounds);
        for (Background<Void> submitter : submitters) {
            submitter.join();
        }
    }
}
