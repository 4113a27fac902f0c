package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that asks for the stack of a fiber holds the fiber's continuation for a moment. A resumption at that moment
 * does nothing, and afterwards there is one too many. Fibers must notice neither.
 *
 * <p>The test asks with {@code Thread.getStackTrace}. {@code HotSpotDiagnosticMXBean.dumpThreads} of JDK 25 can crash
 * the JVM while any virtual threads mount and unmount, on any scheduler (JDK-8364343).
 */
@Slow
class ThreadDumperTest {

    private static final Duration TIME = Duration.ofSeconds(1);
    private static final Duration NAP = Duration.ofNanos(50_000);
    private static final int YIELDING = 8;

    private final Set<Thread> fibers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong stacks = new AtomicLong();
    private boolean jdkWaitsFreeTheDomain;

    @OnEveryBackend
    void stacksTakenAllTheTime_doNotLoseOrDoubleAResumption(Variant variant) throws Exception {
        jdkWaitsFreeTheDomain = variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        List<Thread> dumpers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dumpers.add(Thread.ofPlatform().start(this::takeStacks));
        }
        try {
            variant.launcher().domains(2).run(() -> {
                Promise<?> clock = Miou.async(() -> {
                    Miou.sleep(TIME);
                    over.set(true);
                });
                Promise<Long> here = Miou.async(this::allKinds);
                for (Outcome<Long> counted : Miou.<Integer, Long>parallel(List.of(1, 2, 3, 4), _ -> allKinds())) {
                    assertThat(counted.get()).isPositive();
                }
                assertThat(here.await()).isPositive();
                clock.await();
            });
        } finally {
            over.set(true);
            for (Thread dumper : dumpers) {
                dumper.join();
            }
        }
        assertThat(stacks).as("stacks that were taken").hasPositiveValue();
    }

    private void takeStacks() {
        while (!over.get()) {
            for (Thread fiber : fibers) {
                if (fiber.getStackTrace().length > 0) {
                    stacks.incrementAndGet();
                }
            }
        }
    }

    /**
     * Lets fibers of one domain suspend in every way, and returns how often they did. Each resumption is checked: a
     * lost one leaves its fiber waiting, and a doubled one ends a later wait too early.
     */
    private long allKinds() {
        List<Promise<Long>> children = new ArrayList<>();
        for (int i = 0; i < YIELDING; i++) {
            children.add(Miou.async(this::yields));
        }
        children.add(Miou.async(this::sleeps));
        children.add(Miou.async(this::awaitsTriggers));
        children.add(Miou.async(this::awaitsChildren));
        if (jdkWaitsFreeTheDomain) {
            // Else two domains may wait for each other.
            children.add(Miou.async(this::blocksInJdk));
        }
        return Miou.all(children).stream().mapToLong(Long::longValue).sum();
    }

    private long yields() {
        fibers.add(Thread.currentThread());
        long count = 0;
        while (!over.get()) {
            Miou.yield();
            count++;
            if (count % 16 == 0) {
                sleepAndCheck();
            }
        }
        return count;
    }

    private long sleeps() {
        fibers.add(Thread.currentThread());
        long count = 0;
        while (!over.get()) {
            sleepAndCheck();
            count++;
        }
        return count;
    }

    private static void sleepAndCheck() {
        long start = System.nanoTime();
        Miou.sleep(NAP);
        assertThat(System.nanoTime() - start).as("a sleep is never shorter").isGreaterThanOrEqualTo(NAP.toNanos());
    }

    private long awaitsTriggers() {
        fibers.add(Thread.currentThread());
        long count = 0;
        while (!over.get()) {
            Trigger trigger = new Trigger();
            Promise<Boolean> signaller = Miou.call(() -> trigger.signal());
            trigger.await();
            assertThat(trigger.isSignalled()).isTrue();
            assertThat(signaller.await()).isTrue();
            count++;
        }
        return count;
    }

    private long awaitsChildren() {
        fibers.add(Thread.currentThread());
        long count = 0;
        while (!over.get()) {
            long sent = count;
            Promise<Long> child = Miou.call(() -> {
                fibers.add(Thread.currentThread());
                Miou.yield();
                fibers.remove(Thread.currentThread());
                return sent;
            });
            assertThat(child.await()).isEqualTo(sent);
            count++;
        }
        return count;
    }

    private long blocksInJdk() throws InterruptedException {
        fibers.add(Thread.currentThread());
        LinkedBlockingQueue<Long> queue = new LinkedBlockingQueue<>();
        long count = 0;
        while (!over.get()) {
            long sent = count;
            Promise<Boolean> giver = Miou.call(() -> queue.add(sent));
            assertThat(queue.take()).isEqualTo(sent);
            giver.await();
            count++;
        }
        return count;
    }
}
