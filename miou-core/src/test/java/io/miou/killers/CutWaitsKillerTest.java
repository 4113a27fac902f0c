package io.miou.killers;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskExecutor;
import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;

/**
 * Cuts short a great number of waits for one long-lived object. The heap would be full if each left a registration
 * behind.
 */
@Slow
class CutWaitsKillerTest {

    private static final int CUTS = Form.of(10_000, 1_000_000);

    /** Less than half of what each cut had left once, beside what the process needs. */
    private static final String HEAP = "-Xmx10m";

    private static final Duration PATIENCE = Duration.ofMinutes(9);

    /** The program for a JVM with a small heap. */
    static final class Cuts {

        private static final int COUNT = Integer.getInteger("cuts", 0);
        private static final int FIBERS = 50;

        private Cuts() {
        }

        static void main(String[] arguments) {
            Miou.launcher().domains(1).run(() -> {
                if (Boolean.getBoolean("leaky")) {
                    leak();
                }
                CompletableFuture<String> future = new CompletableFuture<>();
                cutByLimits(future);
                cutByCancellation("dependent", future.thenApply(String::length));
                cutByCancellation("minimal stage", future.minimalCompletionStage());
                cutByCancellation("other stage", otherStage(future));
                futures();
                views();
                computations();
                future.complete("end");
                System.out.println("all waits were cut");
            });
        }

        /** Repeats a step on several fibers, so that the domain does not sleep for each. */
        private static void repeat(Action step) {
            List<Promise<Void>> children = new ArrayList<>();
            for (int i = 0; i < FIBERS; i++) {
                children.add(Miou.async(() -> {
                    for (int done = 0; done < COUNT / FIBERS; done++) {
                        step.run();
                    }
                }));
            }
            List<Void> _ = Miou.all(children);
        }

        /** Leaves an action, and what a wait consists of, for each wait that was cut in the two scenes that follow. */
        private static void leak() {
            CompletableFuture<String> future = new CompletableFuture<>();
            for (int i = 0; i < 2 * COUNT; i++) {
                byte[] wait = new byte[400];
                CompletableFuture<String> _ = future.whenComplete((_, _) -> System.out.println(wait.length));
            }
            future.complete("end");
        }

        private static void cutByLimits(CompletionStage<?> stage) {
            repeat(() -> {
                try {
                    Miou.timeout(Duration.ofNanos(1), () -> Miou.await(stage));
                    throw new AssertionError("it was not cut");
                } catch (TimeoutException e) {
                    // As it should be.
                }
            });
            System.out.println("cut by limits");
        }

        private static void cutByCancellation(String what, CompletionStage<?> stage) {
            for (int i = 0; i < COUNT; i++) {
                Promise<?> waiter = Miou.async(() -> Miou.await(stage));
                Miou.yield();
                waiter.cancel();
            }
            System.out.println("cut by cancellation: " + what);
        }

        private static void futures() throws Exception {
            try (TaskExecutor executor = Miou.callExecutor()) {
                CompletableFuture<Integer> future = executor.submit(() -> new Computation<Integer>().await());
                CompletableFuture<Integer> dependent = future.thenApply(value -> value);
                repeat(() -> poll(future));
                repeat(() -> poll(dependent));
                repeat(() -> {
                    if (executor.awaitTermination(1, TimeUnit.NANOSECONDS)) {
                        throw new AssertionError("it has ended");
                    }
                });
                boolean _ = future.cancel(true);
            }
            System.out.println("polled futures");
        }

        private static void poll(Future<?> future) throws Exception {
            try {
                Object _ = future.get(1, TimeUnit.NANOSECONDS);
                throw new AssertionError("it has ended");
            } catch (TimeoutException e) {
                // As it should be.
            }
        }

        private static void views() throws Exception {
            Trigger end = new Trigger();
            Promise<Integer> child = Miou.call(() -> {
                end.await();
                return 1;
            });
            CompletableFuture<Integer> kept = child.toCompletableFuture();
            for (int i = 0; i < COUNT; i++) {
                CompletableFuture<Integer> view = child.toCompletableFuture();
                switch (i % 3) {
                    case 0 -> view.cancel(true);
                    case 1 -> view.complete(2);
                    default -> view.completeExceptionally(new IllegalStateException());
                }
                if (i % 8 == 0) {
                    poll(kept);
                }
            }
            end.signal();
            if (child.await() + kept.get() != 2) {
                throw new AssertionError("it has another value");
            }
            System.out.println("cancelled views of a promise");
        }

        private static void computations() {
            Computation<Integer> computation = new Computation<>();
            for (int i = 0; i < COUNT; i++) {
                CompletableFuture<Integer> view = computation.toCompletableFuture();
                boolean _ = i % 2 == 0 ? view.cancel(true) : view.complete(2);
            }
            repeat(() -> {
                try {
                    int _ = Miou.timeout(Duration.ofNanos(1), computation::await);
                    throw new AssertionError("it was not cut");
                } catch (TimeoutException e) {
                    // As it should be.
                }
            });
            System.out.println("cancelled views of a computation");
        }

        /** Returns a stage that is not a CompletableFuture. */
        private static CompletionStage<?> otherStage(CompletableFuture<String> future) {
            return (CompletionStage<?>) Proxy.newProxyInstance(Cuts.class.getClassLoader(),
                    new Class<?>[]{CompletionStage.class},
                    (proxy, method, values) -> method.getName().equals("hashCode")
                            ? System.identityHashCode(proxy)
                            : method.invoke(future, values));
        }
    }

    private static FreshJvm.Ended run(Variant variant, boolean leaky) throws Exception {
        return FreshJvm
                .of(variant, Cuts.class, HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dcuts=" + CUTS,
                        "-Dleaky=" + leaky,
                        leaky ? "-XX:+ExitOnOutOfMemoryError" : "-XX:-ExitOnOutOfMemoryError")
                .run(PATIENCE);
    }

    @OnEveryEngine
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void waitsThatAreCut_leaveNothingInTheHeap(Variant variant) throws Exception {
        FreshJvm.Ended ended = run(variant, false);
        assertThat(ended.output()).contains("all waits were cut");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    @OnEveryEngine
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void programThatKeepsAnActionOfEach_isCaught(Variant variant) throws Exception {
        FreshJvm.Ended ended = run(variant, true);
        assertThat(ended.output()).contains("OutOfMemoryError");
        assertThat(ended.exitCode()).isNotZero();
    }
}
