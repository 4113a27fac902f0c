package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.testing.FreshJvm;
import io.miou.testing.Slow;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests a run together with the exit of the JVM. */
@Slow
class ExitTest {

    private static final Duration NEVER = Duration.ofDays(1);

    /** Exits from a fiber of a pool domain, or of domain 0, beside others. */
    static final class ExitFromAFiber {
        private ExitFromAFiber() {
        }

        static void main(String[] arguments) {
            Miou.launcher().domains(2).run(() -> {
                Promise<Void> beside = Miou.async(() -> Miou.sleep(NEVER));
                if (Boolean.getBoolean("far")) {
                    Miou.call(() -> System.exit(42)).await();
                } else {
                    System.exit(42);
                }
                beside.await();
            });
        }
    }

    @Test
    void systemExitOnAnyFiber_endsTheProcess() throws Exception {
        for (boolean far : new boolean[]{true, false}) {
            FreshJvm.Ended ended = FreshJvm.of(ExitFromAFiber.class, "-Dfar=" + far).run();
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(42);
        }
    }

    /** Exits from a fiber of a run that is to be cancelled then: the others clean up, and the grace passes. */
    static final class ExitFromAFiberWithGrace {
        private ExitFromAFiberWithGrace() {
        }

        static void main(String[] arguments) {
            Miou.launcher().domains(2).onShutdown(Duration.ofSeconds(1)).run(() -> {
                Promise<Void> beside = Miou.async(() -> {
                    try {
                        Miou.sleep(NEVER);
                    } finally {
                        System.out.println("cleaned up");
                    }
                });
                Miou.yield();
                Miou.call(() -> System.exit(42)).await();
                beside.await();
            });
        }
    }

    @Test
    void systemExitOnAFiberWithAGrace_letsOthersCleanUp() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(ExitFromAFiberWithGrace.class).run();
        assertThat(ended.output()).contains("cleaned up");
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(42);
    }

    /** Runs until it is cancelled, with a clean-up that suspends; or that never ends. */
    static final class Server {
        private Server() {
        }

        static void main(String[] arguments) {
            boolean stubborn = Boolean.getBoolean("stubborn");
            Launcher launcher = Miou.launcher().domains(1).onShutdown(stubborn ? Duration.ofMillis(200) : NEVER);
            if (Boolean.getBoolean("embedded")) {
                Running<Void> _ = launcher.start(() -> serve(stubborn));
            } else {
                launcher.run(() -> serve(stubborn));
            }
        }

        private static void serve(boolean stubborn) {
            Promise<Void> child = Miou.call(() -> {
                try {
                    System.out.println("ready");
                    Miou.sleep(NEVER);
                } finally {
                    Miou.shield(() -> Miou.sleep(stubborn ? NEVER : Duration.ofMillis(20)));
                    System.out.println("cleaned up");
                }
            });
            child.await();
        }
    }

    private static void assertCleansUp(boolean embedded, boolean stubborn) throws Exception {
        Process process = FreshJvm.of(Server.class, "-Dembedded=" + embedded, "-Dstubborn=" + stubborn).builder()
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
            String rest = String.join("\n", output.readAllLines());
            assertThat(rest.contains("cleaned up")).as(rest).isEqualTo(!stubborn);
        } finally {
            process.destroyForcibly();
        }
    }

    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows kills a process without asking")
    @Test
    void exitByASignal_cancelsMainAndWaitsForItsEnd() throws Exception {
        assertCleansUp(false, false);
        assertCleansUp(true, false);
    }

    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows kills a process without asking")
    @Test
    void exitByASignal_waitsNoLongerThanTheGrace() throws Exception {
        assertCleansUp(false, true);
    }

    /** Runs one after the other, and ends by itself. */
    static final class ManyRuns {
        private ManyRuns() {
        }

        static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                Miou.launcher().onShutdown(NEVER).run(Miou::yield);
                Miou.launcher().onShutdown(NEVER).start(Miou::yield).join();
            }
            System.out.println("the end");
        }
    }

    @Test
    void runsThatHaveEnded_holdNoExitUp() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(ManyRuns.class).run();
        assertThat(ended.output()).contains("the end");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void negativeGrace_isRefused() {
        assertThatThrownBy(() -> Miou.launcher().onShutdown(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
