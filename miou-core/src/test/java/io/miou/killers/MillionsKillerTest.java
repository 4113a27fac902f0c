package io.miou.killers;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;

/**
 * Sets and lifts millions of limits, and starts and cancels millions of children. The heap would be full if each left
 * something behind.
 */
@Slow
class MillionsKillerTest {

    private static final int LIMITS = Form.of(400_000, 10_000_000);
    private static final int CHILDREN = Form.of(20_000, 1_000_000);

    /**
     * The size of the heap. It is smaller in the short form, so that it would still be full if each limit left a timer.
     */
    private static final String HEAP = "-Xmx" + Form.of(16, 64) + "m";

    private static final Duration PATIENCE = Duration.ofMinutes(9);
    private static final Duration HOUR = Duration.ofHours(1);

    /** The program for a JVM with a small heap. */
    static final class Millions {

        private static final boolean LEAKY = Boolean.getBoolean("leaky");
        private static final List<Object> LEAKED = new ArrayList<>();

        private Millions() {
        }

        static void main(String[] arguments) {
            Miou.launcher().domains(1).run(() -> {
                setLimits(Integer.getInteger("limits"));
                System.out.println("all limits were lifted");
                cancelChildren(Integer.getInteger("children"));
                System.out.println("all children were cancelled");
            });
        }

        private static void setLimits(int count) throws Exception {
            for (int i = 0; i < count; i++) {
                boolean passes = i % 1_000 == 0;
                try {
                    Miou.timeout(passes ? Duration.ZERO : HOUR, () -> Miou.yield());
                } catch (TimeoutException e) {
                    if (!passes) {
                        throw new AssertionError("an hour has passed", e);
                    }
                }
                if (LEAKY) {
                    LEAKED.add(new Object[8]); // as much as a timer
                }
            }
        }

        private static void cancelChildren(int count) {
            for (int i = 0; i < count; i++) {
                Promise<Void> child = i % 10 == 0
                        ? Miou.call(() -> Miou.sleep(HOUR))
                        : Miou.async(() -> Miou.sleep(HOUR));
                if (i % 2 == 0) {
                    Miou.yield();
                }
                child.cancel();
            }
        }
    }

    private static FreshJvm.Ended run(Variant variant, boolean leaky) throws Exception {
        return FreshJvm.of(variant, Millions.class, HEAP, "-XX:+UseSerialGC", "-Dlimits=" + LIMITS,
                "-Dchildren=" + CHILDREN, "-Dleaky=" + leaky,
                // On a heap without any room the JDK's scheduler loses threads: the twin ends at the first sign.
                leaky ? "-XX:+ExitOnOutOfMemoryError" : "-XX:-ExitOnOutOfMemoryError").run(PATIENCE);
    }

    @OnEveryEngine
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void millionsOfLimitsAndChildren_leaveNothingInTheHeap(Variant variant) throws Exception {
        FreshJvm.Ended ended = run(variant, false);
        assertThat(ended.output()).contains("all limits were lifted", "all children were cancelled");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    @OnEveryEngine
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void programThatKeepsAsMuchAsATimerOfEach_isCaught(Variant variant) throws Exception {
        FreshJvm.Ended ended = run(variant, true);
        assertThat(ended.output()).contains("OutOfMemoryError");
        assertThat(ended.exitCode()).isNotZero();
    }
}
