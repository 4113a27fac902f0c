package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.jdk.JdkWaitsTest.CpuOfThread;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Wake-ups that are not Miou's: they reach neither a suspended fiber nor the loop of a domain. */
@Slow
class StrayWakeupsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> trail = new ArrayList<>();

    @OnEveryBackend
    void strayUnparksAndInterruptsOfSuspendedFibers_wakeNobody(Variant variant) {
        variant.run(() -> {
            Set<Thread> fibers = ConcurrentHashMap.newKeySet();
            List<Trigger> triggers = IntStream.range(0, 3).mapToObj(_ -> new Trigger()).toList();
            List<Promise<Void>> waiting = new ArrayList<>();
            for (Trigger trigger : triggers) {
                waiting.add(Miou.async(() -> {
                    fibers.add(Thread.currentThread());
                    trigger.await();
                    trail.add("signalled " + trigger.isSignalled());
                }));
            }
            Miou.yield();
            // Both from another thread and from a fiber of the same domain.
            Miou.blocking(() -> disturb(fibers));
            disturb(fibers);
            Miou.yield();
            trail.add("signals");
            triggers.forEach(Trigger::signal);
            Miou.awaitAll(waiting);
        });
        assertThat(trail).containsExactly("signals", "signalled true", "signalled true", "signalled true");
    }

    @OnEveryBackend
    void strayUnparksWhileFibersYield_keepTheirOrder(Variant variant) {
        variant.run(() -> {
            Set<Thread> fibers = ConcurrentHashMap.newKeySet();
            List<Promise<Void>> turning = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int id = i;
                turning.add(Miou.async(() -> {
                    fibers.add(Thread.currentThread());
                    for (int round = 0; round < 500; round++) {
                        trail.add("" + id);
                        disturb(fibers);
                        Miou.yield();
                    }
                }));
            }
            Miou.awaitAll(turning);
        });
        assertThat(String.join("", trail)).isEqualTo("0123".repeat(500));
    }

    private static void disturb(Set<Thread> fibers) {
        for (Thread fiber : fibers) {
            for (int i = 0; i < 5; i++) {
                LockSupport.unpark(fiber);
                if (fiber != Thread.currentThread()) {
                    fiber.interrupt();
                }
            }
        }
    }

    @OnEveryBackend
    void interruptedThreadOfAPoolDomain_isNoCancellationAndDoesNotSpin(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Thread domain = threadNamed("miou-domain-1");
            Promise<String> sleeping = Miou.call(() -> {
                Miou.sleep(Duration.ofMillis(600));
                return "slept";
            });
            CpuOfThread cpu = new CpuOfThread(domain, Duration.ofMillis(500));
            Miou.blocking(() -> {
                domain.interrupt();
                cpu.measure();
            });
            assertThat(cpu.used()).isLessThan(Duration.ofMillis(200));
            assertThat(sleeping.await()).isEqualTo("slept");
        });
    }

    private static Thread threadNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name)).findAny()
                .orElseThrow();
    }

    @OnEveryBackend
    void interruptedThreadOfDomain0_cancelsMainAndDoesNotSpinWhileMainIsShielded(Variant variant) {
        Thread caller = Thread.currentThread();
        CpuOfThread cpu = new CpuOfThread(caller, Duration.ofMillis(500));
        assertThatThrownBy(() -> variant.run(() -> {
            Miou.shield(() -> Miou.blocking(() -> {
                caller.interrupt();
                cpu.measure();
                trail.add("measured");
            }));
            Miou.sleep(LONG);
        })).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trail).containsExactly("measured");
        assertThat(cpu.used()).isLessThan(Duration.ofMillis(200));
    }
}
