package io.miou.killers;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.Running;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** SIGTERM while a fiber is stuck in a blocking call: the process ends, in order if the call lets it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows kills a process without asking")
@Slow
class StuckKillerTest {

    private static final String NO_GRACE = "none";

    /** A program with a fiber whose blocking call does not return. */
    static final class Stuck {

        private Stuck() {
        }

        static void main(String[] arguments) {
            String grace = System.getProperty("grace");
            Launcher launcher = Miou.launcher().domains(1);
            if (!grace.equals(NO_GRACE)) {
                launcher = launcher.onShutdown(Duration.parse(grace));
            }
            launcher.run(() -> {
                Promise<Void> child = Miou.call(() -> {
                    try {
                        Miou.blocking(() -> stick(System.getProperty("how")));
                    } finally {
                        System.out.println("cleaned up");
                    }
                });
                child.await();
            });
        }

        private static void stick(String how) throws Exception {
            switch (how) {
                case "sleep" -> {
                    System.out.println("ready");
                    Thread.sleep(Duration.ofDays(1));
                }
                case "native read" -> {
                    System.out.println("ready");
                    System.out.println("read " + System.in.read());
                }
                default -> {
                    ReentrantLock lock = new ReentrantLock();
                    CountDownLatch held = new CountDownLatch(1);
                    Thread.ofPlatform().daemon().start(() -> {
                        lock.lock();
                        held.countDown();
                    });
                    held.await();
                    System.out.println("ready");
                    lock.lock();
                }
            }
        }
    }

    /** A program with two fibers of one domain in a deadlock, and a third that cleans up. */
    static final class Deadlock {

        private Deadlock() {
        }

        static void main(String[] arguments) throws InterruptedException {
            ReentrantLock first = new ReentrantLock();
            ReentrantLock second = new ReentrantLock();
            Running<Void> running = Miou.launcher().domains(1).onShutdown(Duration.parse(System.getProperty("grace")))
                    .start(() -> {
                        Promise<Void> beside = Miou.async(() -> {
                            try {
                                Miou.sleep(Duration.ofDays(1));
                            } finally {
                                System.out.println("cleaned up");
                            }
                        });
                        Promise<Void> left = Miou.task().named("left").async(() -> {
                            first.lock();
                            Miou.yield();
                            second.lock();
                        });
                        second.lock();
                        Miou.yield();
                        System.out.println("ready");
                        first.lock();
                        left.await();
                        beside.await();
                    });
            running.join();
        }
    }

    private static String outputAfterSigterm(Variant variant, String how, String grace) throws Exception {
        return outputAfterSigterm(FreshJvm.of(variant, Stuck.class, "-Dhow=" + how, "-Dgrace=" + grace));
    }

    private static String outputAfterSigterm(FreshJvm jvm) throws Exception {
        Process process = jvm.builder().start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.equals("ready")) {
                line = output.readLine();
            }
            assertThat(line).as("it has started").isEqualTo("ready");
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
            return String.join("\n", output.readAllLines());
        } finally {
            process.destroyForcibly();
        }
    }

    @OnEveryEngine
    void callThatCanBeInterrupted_isInterruptedAndItsTaskCleansUp(Variant variant) throws Exception {
        assertThat(outputAfterSigterm(variant, "sleep", "P1D")).contains("cleaned up");
    }

    @OnEveryEngine
    void callThatCannotBeInterrupted_isWaitedForAsLongAsTheGrace(Variant variant) throws Exception {
        assertThat(outputAfterSigterm(variant, "lock", "PT0.2S")).doesNotContain("cleaned up");
    }

    @OnEveryEngine
    void deadlockOfFibers_isNamedAndTheOthersCleanUp(Variant variant) throws Exception {
        assertThat(outputAfterSigterm(FreshJvm.of(variant, Deadlock.class, "-Dgrace=PT0.2S"))).contains("cleaned up")
                .contains("has given up").contains("main").contains("left").contains(Deadlock.class.getName());
    }

    @OnEveryEngine
    void readInNativeCode_withoutAGraceEndsWithTheProcess(Variant variant) throws Exception {
        assertThat(outputAfterSigterm(variant, "native read", NO_GRACE)).doesNotContain("cleaned up");
    }
}
