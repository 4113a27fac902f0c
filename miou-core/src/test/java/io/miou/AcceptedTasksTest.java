package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task that was accepted runs, unless it is cancelled; the others are rejected. */
@Slow
class AcceptedTasksTest {

    private static final Duration NEVER = Duration.ofDays(1);

    /** A thread that does something else in the middle of handing in: while its context is captured. */
    private static final class SlowThread extends Thread {

        private final Runnable handingIn;
        private final Runnable meanwhile;
        private boolean done;

        @Nullable
        private RejectedExecutionException rejected;

        SlowThread(Runnable handingIn, Runnable meanwhile) {
            this.handingIn = handingIn;
            this.meanwhile = meanwhile;
        }

        @Override
        public void run() {
            try {
                handingIn.run();
            } catch (RejectedExecutionException e) {
                rejected = e;
            }
        }

        @Override
        public ClassLoader getContextClassLoader() {
            if (Thread.currentThread() == this && !done) {
                done = true;
                meanwhile.run();
            }
            return super.getContextClassLoader();
        }

        /** Runs it to its end, and says whether what it handed in was accepted. */
        boolean isAccepted() throws Exception {
            start();
            Miou.blocking(() -> join());
            assertThat(done).isTrue();
            return rejected == null;
        }
    }

    private interface HandingIn {
        void to(TaskExecutor executor, Runnable command);
    }

    private static final List<HandingIn> WAYS = List.of(TaskExecutor::execute, TaskExecutor::submit,
            (executor, command) -> {
                try {
                    executor.invokeAll(List.of(() -> {
                        command.run();
                        return 1;
                    }));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });

    private static List<TaskExecutor> open() {
        return List.of(Miou.asyncExecutor(), Miou.callExecutor());
    }

    @OnEveryBackend
    void taskHandedInWhileTheExecutorTerminates_isRejected(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (HandingIn way : WAYS) {
                for (TaskExecutor executor : open()) {
                    AtomicInteger ran = new AtomicInteger();
                    SlowThread thread = new SlowThread(() -> way.to(executor, ran::incrementAndGet), () -> {
                        executor.shutdown();
                        awaitTermination(executor);
                    });
                    assertThat(thread.isAccepted()).isFalse();
                    executor.close();
                    assertThat(ran.get()).isZero();
                }
            }
        });
    }

    private static void awaitTermination(TaskExecutor executor) {
        try {
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @OnEveryBackend
    void taskHandedInWhileTheExecutorShutsDown_isRejectedOrRuns(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (HandingIn way : WAYS) {
                for (Consumer<TaskExecutor> end : List.<Consumer<TaskExecutor>>of(TaskExecutor::shutdown,
                        TaskExecutor::shutdownNow)) {
                    for (TaskExecutor executor : open()) {
                        AtomicInteger ran = new AtomicInteger();
                        Trigger others = new Trigger();
                        executor.execute(() -> Miou.shield(others::await));
                        SlowThread thread = new SlowThread(() -> way.to(executor, ran::incrementAndGet),
                                () -> end.accept(executor));
                        boolean accepted = thread.isAccepted();
                        others.signal();
                        executor.close();
                        assertThat(ran.get()).isEqualTo(accepted ? 1 : 0);
                    }
                }
            }
        });
    }

    /** Three threads hand in until they are rejected, while the executor is shut down or closed. */
    @OnEveryBackend
    void commandsAcceptedWhileTheExecutorCloses_allRun(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 40; round++) {
                AtomicInteger accepted = new AtomicInteger();
                AtomicInteger ran = new AtomicInteger();
                Set<CompletableFuture<?>> futures = ConcurrentHashMap.newKeySet();
                List<FutureTask<Void>> threads = new ArrayList<>();
                CountDownLatch begun = new CountDownLatch(3);
                try (TaskExecutor executor = Miou.callExecutor()) {
                    for (int i = 0; i < 3; i++) {
                        threads.add(Foreign.start(() -> {
                            begun.countDown();
                            handInUntilRejected(executor, accepted, ran, futures);
                            return null;
                        }));
                    }
                    Miou.blocking(() -> begun.await());
                    if (round % 2 == 0) {
                        executor.shutdown();
                    }
                }
                for (FutureTask<Void> thread : threads) {
                    Miou.blocking(() -> thread.get());
                }
                assertThat(ran.get()).isEqualTo(accepted.get());
                assertThat(futures).allMatch(future -> future.state() == CompletableFuture.State.SUCCESS);
            }
        });
    }

    private static void handInUntilRejected(TaskExecutor executor, AtomicInteger accepted, AtomicInteger ran,
            Set<CompletableFuture<?>> futures) {
        try {
            for (int i = 0; i < 1_000; i++) {
                if (i % 2 == 0) {
                    executor.execute(ran::incrementAndGet);
                } else {
                    futures.add(executor.submit(ran::incrementAndGet));
                }
                accepted.incrementAndGet();
            }
        } catch (RejectedExecutionException e) {
            // The executor takes no more.
        }
    }

    /** Every command either runs or is given back, as ExecutorService requires. */
    @OnEveryBackend
    void shutdownNow_givesBackTheCommandsThatNeverRun(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 100; round++) {
                for (TaskExecutor executor : open()) {
                    Set<Runnable> accepted = ConcurrentHashMap.newKeySet();
                    Set<Runnable> ran = ConcurrentHashMap.newKeySet();
                    FutureTask<Void> thread = Foreign.start(() -> {
                        try {
                            for (int i = 0; i < 100; i++) {
                                Runnable command = new Runnable() {
                                    @Override
                                    public void run() {
                                        ran.add(this);
                                    }
                                };
                                executor.execute(command);
                                accepted.add(command);
                            }
                        } catch (RejectedExecutionException e) {
                            // It takes no more.
                        }
                        return null;
                    });
                    Miou.yield();
                    List<Runnable> back = executor.shutdownNow();
                    assertThat(executor.shutdownNow()).isEmpty();
                    executor.close();
                    Miou.blocking(() -> thread.get());
                    assertThat(back).doesNotHaveDuplicates().noneMatch(ran::contains);
                    assertThat(back.size() + ran.size()).isEqualTo(accepted.size());
                }
            }
        });
    }

    /** Completing a task's future from outside is not a cancellation: the task still runs. */
    @OnEveryBackend
    void futureCompletedBeforeItsTaskStarts_doesNotKeepItFromRunning(Variant variant) {
        variant.run(() -> {
            AtomicInteger ran = new AtomicInteger();
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                executor.submit(ran::incrementAndGet, "value").complete("other");
                executor.submit(ran::incrementAndGet).completeExceptionally(new IllegalStateException("other"));
            }
            assertThat(ran.get()).isEqualTo(2);
        });
    }

    @OnEveryBackend
    void afterAnOrderlyClose_everyFutureIsDone(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 500; round++) {
                List<CompletableFuture<Integer>> futures = new ArrayList<>();
                try (TaskExecutor executor = Miou.callExecutor()) {
                    for (int i = 0; i < 3; i++) {
                        futures.add(executor.submit(() -> 1));
                    }
                }
                assertThat(futures).allMatch(CompletableFuture::isDone);
            }
        });
    }

    @OnEveryBackend
    void afterACancellation_everyFutureIsDone(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 200; round++) {
                List<CompletableFuture<Integer>> futures = new ArrayList<>();
                Promise<Void> owner = Miou.async(() -> {
                    try (TaskExecutor executor = Miou.callExecutor()) {
                        for (int i = 0; i < 3; i++) {
                            futures.add(executor.submit(() -> {
                                Miou.sleep(NEVER);
                                return 1;
                            }));
                        }
                        Miou.sleep(NEVER);
                    }
                });
                for (int yields = round % 5; yields > 0; yields--) {
                    Miou.yield();
                }
                owner.cancel();
                assertThat(futures).allMatch(CompletableFuture::isCancelled);
            }
        });
    }

    @OnEveryBackend
    void taskHandedInWhileTheRunEnds_isRejected(Variant variant) throws Exception {
        Trigger stop = new Trigger();
        Running<Void> running = variant.launcher().domains(1).start(() -> stop.await());
        AtomicInteger ran = new AtomicInteger();
        SlowThread thread = new SlowThread(() -> running.submit(ran::incrementAndGet), () -> {
            stop.signal();
            running.close();
        });
        thread.start();
        thread.join();
        assertThat(thread.rejected).hasMessageContaining("its run has ended");
        assertThat(ran.get()).isZero();
        assertThatThrownBy(() -> running.submit(ran::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
    }
}
