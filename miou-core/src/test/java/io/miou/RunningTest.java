package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;

/** Launcher.start: a run beside the thread that wanted it. */
@Slow
class RunningTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Trail trail = new Trail();

    private Running<Void> startEndless(Variant variant) {
        return variant.launcher().domains(2).start(() -> {
            try {
                new Trigger().await();
            } finally {
                trail.add("main ended");
            }
        });
    }

    @OnEveryBackend
    void join_givesWhatMainReturned(Variant variant) throws Exception {
        Running<String> running = variant.launcher().start(() -> Miou.call(() -> "value").await());
        assertThat(running.join()).isEqualTo("value");
        assertThat(running.join()).as("again").isEqualTo("value");
        assertThat(running.isRunning()).isFalse();
        running.cancel();
        running.close();
    }

    @OnEveryBackend
    void join_throwsAsRunDoes(Variant variant) {
        IllegalArgumentException unchecked = new IllegalArgumentException("unchecked");
        assertThatThrownBy(() -> variant.launcher().start(() -> {
            throw unchecked;
        }).join()).isSameAs(unchecked);
        assertThatThrownBy(() -> variant.launcher().start(() -> {
            throw new IOException("checked");
        }).join()).isInstanceOf(TaskFailedException.class).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> variant.launcher().start(() -> {
            Promise<Void> _ = Miou.async(() -> {
            });
        }).join()).isInstanceOf(StillHasChildrenError.class);
        assertThatThrownBy(() -> Miou.launcher().backend("none such").start(() -> {
        })).isInstanceOf(IllegalArgumentException.class);
    }

    @OnEveryBackend
    void cancel_cancelsMain(Variant variant) {
        Running<Void> running = startEndless(variant);
        running.cancel();
        assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
    }

    @OnEveryBackend
    void close_cancelsMainAndWaitsForItsEnd(Variant variant) throws Exception {
        try (Running<Void> running = startEndless(variant)) {
            assertThat(running.submit(() -> 1).get()).isEqualTo(1);
            assertThat(running.isRunning()).isTrue();
        }
        assertThat(trail.events()).containsExactly("main ended");
    }

    @OnEveryBackend
    void closeOfARunThatFailed_logsWhatNobodyHasSeen(Variant variant) throws Exception {
        try (LogRecorder log = new LogRecorder()) {
            CountDownLatch thrown = new CountDownLatch(1);
            Running<Void> running = variant.launcher().start(() -> {
                thrown.countDown();
                throw new IllegalStateException("as planned");
            });
            thrown.await();
            while (running.isRunning()) {
                Thread.onSpinWait();
            }
            running.close();
            running.close();
            assertThat(log.thrown(Level.SEVERE)).extracting(Throwable::getMessage).containsExactly("as planned");
        }
    }

    @OnEveryBackend
    void interruptOfWhoJoins_endsTheWaitAndNotTheRun(Variant variant) throws Exception {
        Running<Void> running = startEndless(variant);
        FutureTask<Boolean> joiner = Foreign.start(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(running::join).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThat(running.submit(() -> 1).isCancelled()).isFalse();
            running.close();
            return Thread.currentThread().isInterrupted();
        });
        assertThat(joiner.get()).as("the flag is kept").isTrue();
        assertThat(trail.events()).containsExactly("main ended");
    }

    @OnEveryBackend
    void submittedTasks_areTasksOnThePool(Variant variant) throws Exception {
        try (Running<Void> running = startEndless(variant)) {
            CompletableFuture<Integer> sum = running.submit(() -> {
                assertThat(Domain.self().id()).isPositive();
                return Miou.async(() -> 20).await() + Miou.call(() -> 22).await();
            });
            assertThat(sum.get()).isEqualTo(42);
            CompletableFuture<Void> action = running.submit(() -> trail.add("action"));
            action.get();
            IOException broken = new IOException("broken");
            assertThatThrownBy(() -> running.submit(() -> {
                throw broken;
            }).get()).isInstanceOf(ExecutionException.class).cause().isSameAs(broken);
        }
        assertThat(trail.events()).containsExactly("action", "main ended");
    }

    @OnEveryBackend
    void withoutAPool_submittedTasksRunOnDomain0(Variant variant) throws Exception {
        try (Running<Void> running = variant.launcher().domains(0).start(() -> new Trigger().await())) {
            assertThat(running.submit(() -> Domain.self().id()).get()).isZero();
        }
    }

    @OnEveryBackend
    void cancellingTheFuture_cancelsTheTask(Variant variant) throws Exception {
        try (Running<Void> running = startEndless(variant)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            CompletableFuture<Void> endless = running.submit(() -> {
                try {
                    begun.countDown();
                    Miou.sleep(NEVER);
                } finally {
                    ended.countDown();
                }
            });
            begun.await();
            assertThat(endless.cancel(true)).isTrue();
            ended.await();
            assertThat(running.submit(() -> "others go on").get()).isEqualTo("others go on");
        }
    }

    @OnEveryBackend
    void mainThatReturns_cancelsWhatWasSubmitted(Variant variant) throws Exception {
        Trigger stop = new Trigger();
        Running<String> running = variant.launcher().domains(2).start(() -> {
            stop.await();
            return "main";
        });
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> endless = running.submit(() -> {
            begun.countDown();
            Miou.sleep(NEVER);
        });
        begun.await();
        stop.signal();
        assertThat(running.join()).isEqualTo("main");
        assertThat(endless.isCancelled()).isTrue();
        assertThatThrownBy(() -> running.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("its run has ended");
    }

    @OnEveryBackend
    void runThatBreaksARule_completesFuturesToo(Variant variant) throws Exception {
        Running<Void> running = startEndless(variant);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> endless = running.submit(() -> {
            begun.countDown();
            Miou.sleep(NEVER);
        });
        begun.await();
        CompletableFuture<Void> guilty = running.submit(() -> {
            Promise<Void> _ = Miou.async(() -> {
            });
        });
        assertThatThrownBy(guilty::get).hasCauseInstanceOf(StillHasChildrenError.class);
        assertThatThrownBy(running::join).isInstanceOf(StillHasChildrenError.class);
        assertThat(endless.isCancelled()).isTrue();
    }

    @OnEveryBackend
    void runCancelledBeforeItHasBegun_completesFutures(Variant variant) {
        for (int i = 0; i < 50; i++) {
            Running<Void> running = startEndless(variant);
            running.cancel();
            CompletableFuture<Integer> future;
            try {
                future = running.submit(() -> 1);
            } catch (RejectedExecutionException e) {
                future = CompletableFuture.completedFuture(1);
            }
            running.close();
            assertThat(future).isDone();
        }
    }

    @OnEveryBackend
    void submittingWhileTheRunEnds_losesNoFuture(Variant variant) throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            Running<Void> running = startEndless(variant);
            List<FutureTask<List<CompletableFuture<Integer>>>> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                threads.add(Foreign.start(() -> submitUntilRejected(running)));
            }
            assertThat(running.submit(() -> 1).get()).isEqualTo(1);
            running.close();
            for (FutureTask<List<CompletableFuture<Integer>>> thread : threads) {
                futures.addAll(thread.get());
            }
        }
        assertThat(futures).isNotEmpty().allMatch(CompletableFuture::isDone);
    }

    private static List<CompletableFuture<Integer>> submitUntilRejected(Running<?> running) {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        try {
            while (true) {
                futures.add(running.submit(() -> 1));
                if (futures.size() % 100 == 0) {
                    Thread.sleep(1);
                }
            }
        } catch (RejectedExecutionException | InterruptedException e) {
            return futures;
        }
    }

    /** The run would wait for the action, and the action for the run. */
    @OnEveryBackend
    void dependentActionOnAFiber_mayNotWaitForTheRun(Variant variant) throws Exception {
        try (Running<Void> running = startEndless(variant)) {
            CountDownLatch attached = new CountDownLatch(1);
            CompletableFuture<Void> closing = running.submit(() -> attached.await()).thenRun(running::close);
            attached.countDown();
            assertThatThrownBy(closing::get).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @OnEveryBackend
    void onAFiber_startJoinAndCloseAreRefused(Variant variant) throws Exception {
        try (Running<Void> running = startEndless(variant)) {
            running.submit(() -> {
                assertThatThrownBy(() -> Miou.launcher().start(() -> {
                })).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(running::join).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(running::close).isInstanceOf(IllegalStateException.class);
                assertThat(running.submit(() -> "from a fiber").get()).isEqualTo("from a fiber");
            }).get();
        }
    }
}
