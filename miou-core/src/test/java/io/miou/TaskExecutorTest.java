package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.Foreign;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

/** TaskExecutor: an ExecutorService that a task owns. */
@Slow
class TaskExecutorTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Trail trail = new Trail();

    @OnEveryBackend
    void tasks_runAsFibersWhereTheNameSays(Variant variant) {
        variant.launcher().domains(2).run(() -> Miou.everywhere(() -> {
            try (TaskExecutor here = Miou.asyncExecutor(); TaskExecutor there = Miou.callExecutor()) {
                assertThat(here.submit(() -> {
                    Miou.yield();
                    return Domain.self();
                }).get()).isEqualTo(Domain.self());
                assertThat(there.submit(() -> Domain.self()).get()).isNotEqualTo(Domain.self())
                        .isIn(Domain.pool());
            }
        }));
    }

    @OnEveryBackend
    void close_waitsForAllThatWereHandedIn(Variant variant) {
        variant.run(() -> {
            Trigger end = new Trigger();
            List<Future<?>> futures = new ArrayList<>();
            Promise<Void> owner = Miou.async(() -> {
                try (TaskExecutor executor = Miou.asyncExecutor()) {
                    futures.add(executor.submit(() -> {
                        end.await();
                        trail.add("task");
                        return 1;
                    }));
                }
                trail.add("closed");
            });
            Waiting.until(owner, "a child");
            trail.add("the task may end");
            end.signal();
            owner.await();
            assertThat(futures).allMatch(Future::isDone);
        });
        assertThat(trail.events()).containsExactly("the task may end", "task", "closed");
    }

    @OnEveryBackend
    void executorThatIsForgotten_breaksRule1(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            TaskExecutor executor = Miou.asyncExecutor();
            assertThat(executor.isShutdown()).isFalse();
        })).isInstanceOf(StillHasChildrenError.class).hasMessageContaining("executor");
    }

    @OnEveryBackend
    void futures_tellFailuresAndCancellations(Variant variant) {
        variant.run(() -> {
            IOException broken = new IOException("broken");
            try (TaskExecutor executor = Miou.callExecutor()) {
                Future<?> failed = executor.submit(() -> {
                    throw broken;
                });
                assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class).cause().isSameAs(broken);
                Trigger begun = new Trigger();
                Trigger ended = new Trigger();
                Future<?> endless = executor.submit(() -> {
                    try {
                        begun.signal();
                        Miou.sleep(NEVER);
                        return 1;
                    } finally {
                        ended.signal();
                    }
                });
                begun.await();
                assertThatThrownBy(() -> endless.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(endless.cancel(true)).isTrue();
                assertThatThrownBy(endless::get).isInstanceOf(CancellationException.class);
                // Its task is cancelled too.
                ended.await();
            }
        });
    }

    @OnEveryBackend
    void futureCancelledBeforeItsTaskStarts_neverRuns(Variant variant) {
        variant.run(() -> {
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                assertThat(executor.submit(() -> trail.add("ran")).cancel(false)).isTrue();
            }
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void invokeAllAndInvokeAny_suspendTheCaller(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            List<Callable<Integer>> tasks = List.of(() -> {
                Miou.yield();
                return 1;
            }, () -> 2, () -> {
                throw new IOException("broken");
            });
            for (TaskExecutor executor : List.of(Miou.asyncExecutor(), Miou.callExecutor())) {
                try (executor) {
                    List<Future<Integer>> all = executor.invokeAll(tasks);
                    assertThat(all.get(0).get() + all.get(1).get()).isEqualTo(3);
                    assertThat(all.get(2).state()).isEqualTo(Future.State.FAILED);
                    assertThat(executor.invokeAny(tasks)).isIn(1, 2);
                    assertThat(executor.invokeAny(tasks, 1, TimeUnit.HOURS)).isIn(1, 2);
                    assertThatThrownBy(() -> executor.invokeAny(List.of(tasks.get(2))))
                            .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
                    assertThatThrownBy(() -> executor.invokeAny(List.of()))
                            .isInstanceOf(IllegalArgumentException.class);
                    List<Callable<Integer>> oneEndless = List.of(() -> 1, () -> {
                        Miou.sleep(NEVER);
                        return 2;
                    });
                    List<Future<Integer>> some = executor.invokeAll(oneEndless, 20, TimeUnit.MILLISECONDS);
                    assertThat(some.get(1).isCancelled()).isTrue();
                    assertThatThrownBy(() -> executor.invokeAny(oneEndless.subList(1, 2), 1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                }
            }
        });
    }

    @OnEveryBackend
    void foreignThreadsAndOtherTasks_mayHandIn(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            AtomicInteger sum = new AtomicInteger();
            try (TaskExecutor executor = Miou.callExecutor()) {
                Promise<Integer> task = Miou.call(() -> executor.submit(() -> sum.addAndGet(1)).get());
                FutureTask<Integer> foreign = Foreign.start(() -> executor.submit(() -> sum.addAndGet(10)).get());
                assertThat(Miou.blocking(() -> foreign.get())).isPositive();
                assertThat(task.await()).isPositive();
                Miou.async(() -> assertThatThrownBy(executor::close).isInstanceOf(NotAChildError.class)).await();
            }
            assertThat(sum.get()).isEqualTo(11);
        });
    }

    @OnEveryBackend
    void tasksOfTasks_areServedWhileTheOwnerCloses(Variant variant) {
        variant.run(() -> {
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                assertThat(fibonacci(executor, 10)).isEqualTo(55);
            }
        });
    }

    private static int fibonacci(TaskExecutor executor, int n) throws Exception {
        if (n < 2) {
            return n;
        }
        Future<Integer> left = executor.submit(() -> fibonacci(executor, n - 1));
        Future<Integer> right = executor.submit(() -> fibonacci(executor, n - 2));
        return left.get() + right.get();
    }

    @OnEveryBackend
    void afterShutdown_noMoreAreTaken(Variant variant) {
        variant.run(() -> {
            TaskExecutor executor = Miou.asyncExecutor();
            Future<Integer> before = executor.submit(() -> 1);
            executor.shutdown();
            assertThatThrownBy(() -> executor.submit(() -> 2)).isInstanceOf(RejectedExecutionException.class);
            assertThat(before.get()).isEqualTo(1);
            assertThat(executor.awaitTermination(1, TimeUnit.HOURS)).isTrue();
            assertThat(executor.isTerminated()).isTrue();
            executor.close();
            executor.close();
        });
    }

    @OnEveryBackend
    void shutdownNow_cancelsThoseThatRunAndThoseThatHaveNotStarted(Variant variant) {
        variant.run(() -> {
            TaskExecutor executor = Miou.asyncExecutor();
            Trigger begun = new Trigger();
            Future<?> running = executor.submit(() -> {
                begun.signal();
                Miou.sleep(NEVER);
                return 1;
            });
            begun.await();
            assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
            Future<?> waiting = executor.submit(() -> trail.add("ran"));
            assertThat(executor.shutdownNow()).isEmpty();
            executor.close();
            assertThat(running.isCancelled()).isTrue();
            assertThat(waiting.isCancelled()).isTrue();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void ownerThatIsCancelled_hasItsTasksCancelled_andFuturesCompleted(Variant variant) {
        variant.run(() -> {
            List<CompletableFuture<?>> futures = new ArrayList<>();
            Trigger begun = new Trigger();
            Promise<Void> owner = Miou.async(() -> {
                try (TaskExecutor executor = Miou.callExecutor()) {
                    futures.add(executor.submit(() -> {
                        begun.signal();
                        Miou.sleep(NEVER);
                        return 1;
                    }));
                    Miou.sleep(NEVER);
                }
            });
            begun.await();
            owner.cancel();
            assertThat(futures).hasSize(1);
            // A future is completed just after its task has ended, on that task's domain.
            CompletableFuture<Boolean> cancelled = futures.get(0)
                    .handle((_, failure) -> failure instanceof CancellationException);
            boolean was = Miou.await(cancelled);
            assertThat(was).isTrue();
            assertThat(futures.get(0).isCancelled()).isTrue();
        });
    }

    @OnEveryBackend
    void limitAroundIt_cutsItsTasksShort(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(10), () -> {
                try (TaskExecutor executor = Miou.asyncExecutor()) {
                    executor.execute(() -> Miou.sleep(NEVER));
                }
                Miou.yield();
            })).isInstanceOf(TimeoutException.class);
        });
    }

    @OnEveryBackend
    void whatExecutedTasksThrow_isLogged(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                try (TaskExecutor executor = Miou.asyncExecutor()) {
                    executor.execute(() -> {
                        throw new IllegalStateException("as planned");
                    });
                }
            });
            assertThat(log.thrown(Level.SEVERE)).extracting(Throwable::getMessage).containsExactly("as planned");
        }
    }

    @OnEveryBackend
    void whatATaskTransfers_isReleased(Variant variant) {
        variant.run(() -> {
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                executor.submit(() -> {
                    Resource.own("a", name -> trail.add("released " + name)).transfer();
                    return 1;
                }).get();
            }
            trail.add("closed");
        });
        assertThat(trail.events()).containsExactly("released a", "closed");
    }

    @OnEveryBackend
    void withoutAnotherDomain_callExecutorIsRefused(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            assertThatThrownBy(Miou::callExecutor).isInstanceOf(NoDomainAvailableException.class);
            assertThat(Miou.async(() -> "no child is left").await()).isNotEmpty();
        });
    }

    @OnEveryBackend
    void stoppedAnywhere_everyFutureIsCompletedAndNoTaskIsLeft(Variant variant) {
        new AtEveryTurn<List<CompletableFuture<Integer>>>() {
            private int running;

            @Override
            protected List<CompletableFuture<Integer>> prepare() {
                running = 0;
                return new ArrayList<>();
            }

            @Override
            protected Object perform(List<CompletableFuture<Integer>> futures) throws Exception {
                try (TaskExecutor executor = Miou.asyncExecutor()) {
                    for (int i = 0; i < 2; i++) {
                        futures.add(executor.submit(this::work));
                    }
                    return futures.get(0).get() + futures.get(1).get();
                }
            }

            private int work() {
                running++;
                try {
                    giveWay(2);
                    return 1;
                } finally {
                    running--;
                }
            }

            @Override
            protected void check(List<CompletableFuture<Integer>> futures, Optional<Object> result, boolean begun) {
                assertThat(result.orElse(2)).isEqualTo(2);
                assertThat(futures).allMatch(Future::isDone);
                assertThat(running).isZero();
            }
        }.stopAndCancel(variant);
    }

    /**
     * Threads hand in and cancel while the executor is shut down: each future is completed, each task that began has
     * ended.
     */
    @OnEveryBackend
    void handingInWhileItIsShutDown_losesNoFuture(Variant variant) {
        Set<CompletableFuture<?>> futures = ConcurrentHashMap.newKeySet();
        AtomicInteger running = new AtomicInteger();
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 200; round++) {
                List<FutureTask<Integer>> threads = new ArrayList<>();
                try (TaskExecutor executor = Miou.callExecutor()) {
                    for (int i = 0; i < 3; i++) {
                        int seed = i + round;
                        threads.add(Foreign.start(() -> handInUntilRejected(executor, futures, running, seed)));
                    }
                    Miou.yield();
                    if (round % 2 == 0) {
                        executor.shutdownNow();
                    }
                }
                assertThat(running.get()).as("tasks after the close").isZero();
                for (FutureTask<Integer> thread : threads) {
                    assertThat(Miou.blocking(() -> thread.get())).isNotNegative();
                }
            }
        });
        assertThat(futures).isNotEmpty().allMatch(CompletableFuture::isDone);
    }

    private static int handInUntilRejected(TaskExecutor executor, Set<CompletableFuture<?>> futures,
            AtomicInteger running, int seed) {
        for (int i = 0;; i++) {
            try {
                CompletableFuture<?> future = executor.submit(() -> {
                    running.incrementAndGet();
                    try {
                        Miou.yield();
                        return 1;
                    } finally {
                        running.decrementAndGet();
                    }
                });
                futures.add(future);
                if ((seed + i) % 3 == 0) {
                    future.cancel(true);
                }
                if (i == 200) {
                    return i;
                }
            } catch (RejectedExecutionException e) {
                return i;
            }
        }
    }
}
