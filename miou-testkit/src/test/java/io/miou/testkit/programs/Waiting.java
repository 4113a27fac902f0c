package io.miou.testkit.programs;

import io.miou.Miou;
import io.miou.TaskFailedException;
import io.miou.testkit.programs.Event.Ran;
import io.miou.testkit.programs.Event.Ready;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The steps that wait for time, for other threads or for other tasks. */
final class Waiting {

    private static final int ANSWER = 42;

    private final Stage stage;

    Waiting(Stage stage) {
        this.stage = stage;
    }

    void sleep(Life me, int micros) throws Exception {
        long begin = stage.now();
        Duration time = Stage.micros(micros);
        stage.suspend(me, () -> {
            Miou.sleep(time);
            return null;
        });
        expect(me, "a sleep that was too short", stage.now() - begin >= time.toNanos());
    }

    void giveWay(Life me) throws Exception {
        int token = stage.newId();
        stage.log.add(new Ready(me.domain, token));
        stage.suspend(me, () -> {
            Miou.yield();
            stage.log.add(new Ran(token));
            return null;
        });
    }

    static void spin(int micros) {
        long end = System.nanoTime() + micros * 1_000L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    void blocking(Life me, Op.Blocking op) throws Exception {
        boolean fails = op.how() == Op.Block.THROWS;
        ProgramFailure.Checked failure = new ProgramFailure.Checked("blocking code of task " + me.id);
        try {
            int answer = stage.suspend(me, () -> Miou.<Integer, Exception>blocking(() -> {
                switch (op.how()) {
                    case RETURNS -> spin(op.micros() / 10);
                    case THROWS -> throw failure;
                    case SLEEPS -> TimeUnit.MICROSECONDS.sleep(op.micros());
                    case IGNORES_INTERRUPTS -> spin(op.micros());
                }
                return me.id;
            }));
            expect(me, "blocking code that gave " + answer, !fails && answer == me.id);
        } catch (ProgramFailure.Checked e) {
            expect(me, "what blocking code has thrown", e == failure);
            if (op.pass()) {
                throw e;
            }
        }
    }

    void future(Life me, Op.AwaitFuture op) throws Exception {
        ProgramFailure.Checked failure = new ProgramFailure.Checked("a future");
        CompletableFuture<Integer> future = new CompletableFuture<>();
        switch (op.future()) {
            case COMPLETE -> future.complete(ANSWER);
            case FAILED -> future.completeExceptionally(failure);
            case CANCELLED -> future.cancel(false);
            case LATER -> stage.outside.after(op.micros(), () -> future.complete(ANSWER));
            case FAILED_LATER -> stage.outside.after(op.micros(), () -> future.completeExceptionally(failure));
            case AT_ONCE_ELSEWHERE -> stage.outside.after(0, () -> future.complete(ANSWER));
        }
        try {
            int answer = stage.suspend(me, () -> Miou.await(future));
            expect(me, "the result of a future", answer == ANSWER && !future.isCompletedExceptionally());
        } catch (TaskFailedException e) {
            expect(me, "what a failed future throws", e.getCause() == failure);
        } catch (CancellationException e) {
            expect(me, "what a cancelled future throws", future.isCancelled());
        }
    }

    void outside(Life me, int pick) throws Exception {
        int answer = stage.suspend(me, () -> stage.outside.computation(pick).await());
        expect(me, "the result of a computation", answer == pick);
    }

    void inJdk(Life me, Op.WaitInJdk op) throws Exception {
        try {
            switch (op.call()) {
                case SLEEP -> TimeUnit.MICROSECONDS.sleep(op.micros());
                case POLL -> new LinkedBlockingQueue<>().poll(op.micros(), TimeUnit.MICROSECONDS);
                case PARK -> LockSupport.parkNanos(op.micros() * 1_000L);
            }
        } catch (InterruptedException e) {
            stage.unwound(me);
            throw e;
        }
    }

    void queue(Life me, int line) throws Exception {
        stage.suspend(me, () -> {
            stage.lines.queue(line, me.domain);
            return null;
        });
    }

    private void expect(Life me, String what, boolean isRight) {
        if (!isRight) {
            stage.surprise(me, what, null);
        }
    }
}
