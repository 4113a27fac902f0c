package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rule 20: a domain that has nothing to run sleeps in the kernel. */
class Rule20IdleTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static Map<String, Long> usedByDomains(Thread domain0) {
        Map<String, Long> used = new HashMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread == domain0 || thread.getName().startsWith("miou-domain-")) {
                used.put(thread.getName(), THREADS.getThreadCpuTime(thread.threadId()));
            }
        }
        return used;
    }

    @OnEveryBackend
    void domain0WaitingForASleepingParallelChild_andIdleDomains_useNoProcessor(Variant variant) {
        assertIdle(variant.launcher().domains(3), Duration.ofSeconds(5));
    }

    @OnEveryBackend
    void withoutABackend_neither(Variant variant) {
        assertIdle(variant.launcher().backend("none").domains(1), Duration.ofSeconds(2));
    }

    private static void assertIdle(Launcher launcher, Duration idle) {
        long onePerCent = idle.toNanos() / 100;
        Thread caller = Thread.currentThread();
        // Loads and compiles what the measured run needs.
        launcher.run(() -> waitForASleepingChild(Duration.ofMillis(5), caller));
        long before = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
        Map<String, Long> used = launcher.run(() -> waitForASleepingChild(idle, caller));
        long process = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() - before;
        assertThat(used).containsKeys(caller.getName(), "miou-domain-1")
                .allSatisfy((name, nanos) -> assertThat(nanos).as(name).isLessThan(onePerCent));
        // Compiler and collector may have work of their own: only a domain that spins would use this much.
        assertThat(process).isLessThan(idle.toNanos() / 4);
    }

    private static Map<String, Long> waitForASleepingChild(Duration time, Thread caller) {
        Map<String, Long> before = usedByDomains(caller);
        List<Outcome<Boolean>> outcomes = Miou.parallel(List.of(1), _ -> {
            Miou.sleep(time);
            return true;
        });
        Map<String, Long> after = usedByDomains(caller);
        assertThat(outcomes).containsExactly(new Outcome.Success<>(true));
        after.replaceAll((name, nanos) -> nanos - before.get(name));
        return after;
    }
}
