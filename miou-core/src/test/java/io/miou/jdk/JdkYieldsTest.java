package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.AboutVariants;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Code in a fiber that yields, sleeps or parks by the JDK's own means: one fiber of a domain at a time, in order (rule
 * 15).
 */
@AboutVariants
class JdkYieldsTest {

    private static final int ROUNDS = 200;

    private final List<String> trail = new ArrayList<>();

    @OnEveryBackend
    void fibersThatCallThreadYield_takeTurns(Variant variant) {
        variant.require(Variant.Trait.JDK_YIELDS_FREE_THE_DOMAIN);
        takeTurns(variant, Thread::yield);
        assertThat(String.join("", trail)).isEqualTo("012".repeat(ROUNDS));
    }

    @OnEveryBackend
    void fibersThatCallThreadSleepZero_takeTurns(Variant variant) {
        variant.require(Variant.Trait.JDK_YIELDS_FREE_THE_DOMAIN);
        takeTurns(variant, () -> Thread.sleep(0));
        assertThat(String.join("", trail)).isEqualTo("012".repeat(ROUNDS));
    }

    @OnEveryBackend
    void threadYieldBesideMiouYield_takesTurns(Variant variant) {
        variant.require(Variant.Trait.JDK_YIELDS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<Void> ours = Miou.async(() -> turn("m", Miou::yield));
            Promise<Void> theirs = Miou.async(() -> turn("j", Thread::yield));
            Miou.awaitAll(List.of(ours, theirs));
        });
        assertThat(String.join("", trail)).isEqualTo("mj".repeat(ROUNDS));
    }

    private void takeTurns(Variant variant, Action giveWay) {
        variant.run(() -> {
            List<Promise<Void>> fibers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String id = "" + i;
                fibers.add(Miou.async(() -> turn(id, giveWay)));
            }
            Miou.awaitAll(fibers);
        });
    }

    private void turn(String id, Action giveWay) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            trail.add(id);
            giveWay.run();
        }
    }

    @OnEveryBackend
    void fibersThatPark_neverOverlap(Variant variant) {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        variant.launcher().domains(1).run(() -> Miou.everywhere(() -> {
            AtomicInteger here = new AtomicInteger();
            List<Promise<Void>> fibers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int id = i;
                fibers.add(Miou.async(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        if (here.getAndIncrement() != 0) {
                            overlaps.incrementAndGet();
                        }
                        running.incrementAndGet();
                        here.decrementAndGet();
                        switch (id) {
                            case 0 -> LockSupport.parkNanos(1);
                            case 1 -> LockSupport.parkNanos(20_000);
                            case 2 -> Thread.sleep(0, 1);
                            case 3 -> Thread.yield();
                            default -> Miou.yield();
                        }
                    }
                }));
            }
            Miou.awaitAll(fibers);
        }));
        assertThat(running).hasValue(2 * 5 * ROUNDS);
        assertThat(overlaps).hasValue(0);
    }
}
