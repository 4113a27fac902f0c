package io.miou.stress;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.stress.Event.Ran;
import io.miou.stress.Event.Ready;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The steps that wait for time, for other threads or for other tasks. */
final class WaitingSteps {

    private static final int ANSWER = 42;

    private final World world;

    WaitingSteps(World world) {
        this.world = world;
    }

    void sleep(TaskRun me, Op.Sleep op) throws Exception {
        long begin = System.nanoTime();
        Duration time = Duration.ofNanos(op.micros() * 1_000L);
        world.suspend(me, () -> {
            Miou.sleep(time);
            return null;
        });
        if (System.nanoTime() - begin < time.toNanos()) {
            world.surprise(me, "a sleep that was too short", null);
        }
    }

    void giveWay(TaskRun me) throws Exception {
        int token = world.log.newId();
        world.suspend(me, () -> {
            world.log.add(new Ready(me.domain, token));
            Miou.yield();
            world.log.add(new Ran(token));
            return null;
        });
    }

    static void spin(int micros) {
        long end = System.nanoTime() + micros * 1_000L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    void blocking(TaskRun me, Op.RunBlocking op) throws Exception {
        StressFailure.Checked failure = new StressFailure.Checked("blocking code");
        try {
            int answer = world.suspend(me, () -> Miou.<Integer, Exception>blocking(() -> {
                switch (op.how()) {
                    case RETURNS -> spin(op.micros() / 10);
                    case THROWS -> throw failure;
                    case SLEEPS -> TimeUnit.MICROSECONDS.sleep(op.micros());
                    case IGNORES_INTERRUPTS -> spin(op.micros());
                }
                return ANSWER;
            }));
            expect(me, "the result of blocking code", answer == ANSWER && op.how() != Op.Blocking.THROWS);
        } catch (StressFailure.Checked e) {
            expect(me, "what blocking code throws", e == failure && op.how() == Op.Blocking.THROWS);
        }
    }

    void future(TaskRun me, Op.AwaitFuture op) throws Exception {
        StressFailure.Checked failure = new StressFailure.Checked("a future");
        CompletableFuture<Integer> future = new CompletableFuture<>();
        switch (op.future()) {
            case COMPLETE -> future.complete(ANSWER);
            case FAILED -> future.completeExceptionally(failure);
            case CANCELLED -> future.cancel(false);
            case LATER -> world.bell.after(op.micros(), () -> future.complete(ANSWER));
            case FAILED_LATER -> world.bell.after(op.micros(), () -> future.completeExceptionally(failure));
            case AT_ONCE_ELSEWHERE -> world.bell.after(0, () -> future.complete(ANSWER));
        }
        try {
            int answer = world.suspend(me, () -> Miou.await(future));
            expect(me, "the result of a future", answer == ANSWER && !future.isCompletedExceptionally());
        } catch (TaskFailedException e) {
            expect(me, "what a failed future throws", e.getCause() == failure);
        } catch (CancellationException e) {
            expect(me, "what a cancelled future throws", future.isCancelled());
        }
    }

    void computation(TaskRun me, int pick) throws Exception {
        int answer = world.suspend(me, () -> world.bell.computation(pick).await());
        expect(me, "the result of a computation", answer == pick);
    }

    void inJdk(TaskRun me, Op.WaitInJdk op) throws Exception {
        try {
            switch (op.call()) {
                case SLEEP -> TimeUnit.MICROSECONDS.sleep(op.micros());
                case POLL -> new LinkedBlockingQueue<>().poll(op.micros(), TimeUnit.MICROSECONDS);
                case PARK -> LockSupport.parkNanos(op.micros() * 1_000L);
            }
        } catch (InterruptedException e) {
            world.unwound(me);
            throw e;
        }
    }

    void gate(TaskRun me, int gate) throws Exception {
        world.suspend(me, () -> {
            world.gates.await(gate, me.domain);
            return null;
        });
    }

    private void expect(TaskRun me, String what, boolean isRight) {
        if (!isRight) {
            world.surprise(me, what, null);
        }
    }
}
