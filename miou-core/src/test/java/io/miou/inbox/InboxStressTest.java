package io.miou.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.inbox.BoxUnderTest.Broken;
import io.miou.inbox.BoxUnderTest.Broken.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many senders and one receiver, against the inbox that ships and against broken twins that must be found out. */
class InboxStressTest {

    private static final int SENDERS = 3;
    private static final int MESSAGES = 60_000;

    /** The time that a receiver sleeps before it says that a wakeup was lost. */
    private static final long PATIENCE_SECONDS = 20;

    /** Enough for a fault to show, with a receiver that need not wait long to know that it was not woken. */
    private static final long PATIENCE_WITH_A_FAULT_MILLIS = 200;

    private static final class Numbered extends Message {

        private final int sender;
        private final int number;

        Numbered(int sender, int number) {
            this.sender = sender;
            this.number = number;
        }

        @Override
        public void deliver() {
            throw new AssertionError("nobody delivers these");
        }
    }

    /** Sends from all senders at once and gives what was wrong with what the receiver saw; empty if nothing. */
    private static String faultIn(BoxUnderTest box, long patienceMillis) throws InterruptedException {
        Semaphore wakeups = new Semaphore(0);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            senders.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int number = 0; number < MESSAGES; number++) {
                    if (box.push(new Numbered(sender, number))) {
                        wakeups.release();
                    }
                    if (number % 64 == 0) {
                        Thread.yield();
                    }
                }
            }));
        }
        start.countDown();
        String fault = receive(box, wakeups, patienceMillis);
        for (Thread sender : senders) {
            sender.join();
        }
        return fault;
    }

    private static String receive(BoxUnderTest box, Semaphore wakeups, long patienceMillis)
            throws InterruptedException {
        int[] next = new int[SENDERS];
        int missing = SENDERS * MESSAGES;
        while (missing > 0) {
            for (Message message : box.takeAll()) {
                Numbered numbered = (Numbered) message;
                if (numbered.number != next[numbered.sender]++) {
                    return "message " + numbered.number + " of sender " + numbered.sender + " came where "
                            + (next[numbered.sender] - 1) + " was due";
                }
                missing--;
            }
            if (missing > 0 && box.fallAsleep()) {
                if (!wakeups.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                    return "asleep with " + missing + " messages to come";
                }
                box.awake();
                wakeups.drainPermits();
            }
        }
        return "";
    }

    @Test
    void everyMessage_comesOnceInTheOrderOfItsSenderAndWakesASleeper() throws InterruptedException {
        long patience = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);
        for (int round = 0; round < 3; round++) {
            assertThat(faultIn(BoxUnderTest.shipped(), patience)).isEmpty();
        }
    }

    @Test
    void twinThatReadsThenWritesInPush_isFoundOut() throws InterruptedException {
        assertIsFoundOut(Fault.PUSH_READS_THEN_WRITES);
    }

    @Test
    void twinThatReadsThenWritesWhenItFallsAsleep_isFoundOut() throws InterruptedException {
        assertIsFoundOut(Fault.SLEEP_READS_THEN_WRITES);
    }

    @Test
    void twinThatGivesTheNewestFirst_isFoundOut() throws InterruptedException {
        assertIsFoundOut(Fault.NOT_TURNED_ROUND);
    }

    private static void assertIsFoundOut(Fault fault) throws InterruptedException {
        String found = "";
        for (int round = 0; round < 50 && found.isEmpty(); round++) {
            found = faultIn(new Broken(fault), PATIENCE_WITH_A_FAULT_MILLIS);
        }
        assertThat(found).as("the stress must notice: %s", fault).isNotEmpty();
    }

    /** A sender and a receiver that meet at the one moment that matters, again and again. */
    private static boolean losesAWakeup(BoxUnderTest box, int rounds, long patienceMillis) throws InterruptedException {
        Semaphore wakeups = new Semaphore(0);
        java.util.concurrent.atomic.AtomicInteger turn = new java.util.concurrent.atomic.AtomicInteger();
        Thread sender = Thread.ofPlatform().daemon().start(() -> {
            for (int round = 1; round <= rounds; round++) {
                while (turn.get() < round) {
                    if (turn.get() < 0) {
                        return;
                    }
                    Thread.yield();
                }
                if (box.push(new Numbered(0, round))) {
                    wakeups.release();
                }
            }
        });
        boolean lost = false;
        for (int round = 1; round <= rounds && !lost; round++) {
            turn.set(round);
            boolean came = false;
            for (int spins = round % 40; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            while (!came && !lost) {
                if (box.fallAsleep()) {
                    lost = !wakeups.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
                    box.awake();
                }
                came = !box.takeAll().isEmpty();
            }
            wakeups.drainPermits();
        }
        turn.set(-1);
        sender.join();
        return lost;
    }

    @Test
    void pushAtTheMomentTheReceiverFallsAsleep_isNeverLost() throws InterruptedException {
        assertThat(losesAWakeup(BoxUnderTest.shipped(), 20_000, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)))
                .isFalse();
    }

    @Test
    void twinThatReadsThenWritesWhenItFallsAsleep_losesOne() throws InterruptedException {
        boolean lost = false;
        for (int attempt = 0; attempt < 50 && !lost; attempt++) {
            lost = losesAWakeup(new Broken(Fault.SLEEP_READS_THEN_WRITES), 20_000, PATIENCE_WITH_A_FAULT_MILLIS);
        }
        assertThat(lost).isTrue();
    }
}
