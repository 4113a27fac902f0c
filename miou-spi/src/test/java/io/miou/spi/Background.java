package io.miou.spi;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that runs on a thread of its own and must come to an end. The thread is a daemon, so that a test that hangs
 * fails and does not stop the others.
 *
 * @param <T> what it gives
 */
final class Background<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> body) {
        task = new FutureTask<>(body);
        thread = Thread.ofPlatform().daemon().name("background").unstarted(task);
    }

    static <T> Background<T> start(Callable<T> body) {
        Background<T> started = new Background<>(body);
        started.thread.start();
        return started;
    }

    static Background<Void> run(Body body) {
        return start(() -> {
            body.run();
            return null;
        });
    }

    boolean hasEnded() {
        return task.isDone();
    }

    /** Returns its result; fails if it hangs, with the place where. */
    T join() throws Exception {
        return join(Driver.LIMIT);
    }

    T join(Duration limit) throws Exception {
        try {
            return task.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError hung = new AssertionError("it hangs");
            hung.setStackTrace(thread.getStackTrace());
            throw hung;
        } catch (ExecutionException e) {
            throw new AssertionError("it failed on its thread", e.getCause());
        }
    }

    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }
}
