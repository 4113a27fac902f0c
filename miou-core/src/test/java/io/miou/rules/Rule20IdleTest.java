package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.testing.Alone;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rule 20: a domain that has nothing to run sleeps in the kernel. */
@Slow
@Alone
class Rule20IdleTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The machine disturbs a domain now and then, the compiler comes to an end; one that spins does so each time. */
    private static final int ATTEMPTS = 5;

    /** Processor time in nanoseconds, of each domain's thread and of the whole process. */
    private record Used(Map<String, Long> byDomains, long byProcess) {

        boolean isNextToNothing(Duration idle) {
            return byDomains.values().stream().allMatch(nanos -> nanos < idle.toNanos() / 100)
                    && byProcess < idle.toNanos() / 4;
        }
    }

    /**
     * Returns the threads of the domains. Listing all threads costs domain 0 more than an idle domain may use, so this
     * is done before the measurement.
     */
    private static List<Thread> domains(Thread domain0) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread == domain0 || thread.getName().startsWith("miou-domain-"))
                .toList();
    }

    private static Map<String, Long> usedBy(List<Thread> domains) {
        Map<String, Long> used = new HashMap<>();
        domains.forEach(thread -> used.put(thread.getName(), THREADS.getThreadCpuTime(thread.threadId())));
        return used;
    }

    @OnEveryBackend
    void domain0WaitingForASleepingParallelChild_andIdleDomains_useNoProcessor(Variant variant) {
        assertIdle(variant.launcher().domains(3), Duration.ofMillis(1_500));
    }

    @OnEveryBackend
    void withoutABackend_idleDomainsUseNoProcessor(Variant variant) {
        assertIdle(variant.launcher().backend("none").domains(1), Duration.ofSeconds(1));
    }

    private static void assertIdle(Launcher launcher, Duration idle) {
        Thread caller = Thread.currentThread();
        // Loads and compiles what the measured run needs.
        launcher.run(() -> waitForASleepingChild(Duration.ofMillis(5), caller));
        List<Used> attempts = new ArrayList<>();
        do {
            attempts.add(used(launcher, idle, caller));
        } while (attempts.size() < ATTEMPTS && !attempts.getLast().isNextToNothing(idle));
        assertThat(attempts.getLast().byDomains()).containsKeys(caller.getName(), "miou-domain-1");
        assertThat(attempts).as("used in %s, in nanoseconds", idle).anyMatch(used -> used.isNextToNothing(idle));
    }

    private static Used used(Launcher launcher, Duration idle, Thread caller) {
        long before = processorTime();
        Map<String, Long> byDomains = launcher.run(() -> waitForASleepingChild(idle, caller));
        return new Used(byDomains, processorTime() - before);
    }

    private static long processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static Map<String, Long> waitForASleepingChild(Duration time, Thread caller) {
        List<Thread> domains = domains(caller);
        Map<String, Long> before = usedBy(domains);
        List<Outcome<Boolean>> outcomes = Miou.parallel(List.of(1), _ -> {
            Miou.sleep(time);
            return true;
        });
        Map<String, Long> after = usedBy(domains);
        assertThat(outcomes).containsExactly(new Outcome.Success<>(true));
        after.replaceAll((name, nanos) -> nanos - before.get(name));
        return after;
    }
}
