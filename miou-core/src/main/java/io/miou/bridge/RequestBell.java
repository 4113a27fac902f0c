package io.miou.bridge;

import io.miou.task.Task;
import io.miou.task.Wait;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the one task that waits for it. It rings once; the waiter makes a new bell for the next time.
 *
 * <pre>
 * state       meaning              ring          await                withdraw
 * null        quiet                RUNG          the task, suspends   -
 * a task      the task waits       RUNG, wakes   -                    WITHDRAWN
 * RUNG        it has rung          -             returns              false
 * WITHDRAWN   the waiter was cancelled first; final for the waiter
 * </pre>
 *
 * <p>Threads: any thread may call {@link #ring}; the waiting fiber calls {@link #await}; the domain of that fiber calls
 * {@link #withdraw}. One compare-and-set decides between a ring and a withdrawal. The writes of a thread before its
 * ring are visible after the wait.
 */
final class RequestBell implements Wait {

    private static final Object RUNG = new Object();
    private static final Object WITHDRAWN = new Object();

    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    /** Wakes the waiter, or lets the next wait return at once. */
    void ring() {
        if (state.getAndSet(RUNG) instanceof Task<?> waiter) {
            waiter.wake();
        }
    }

    /** Suspends the current task until the bell rings; returns at once if it has. */
    void await() {
        Task<?> task = Task.current();
        task.beginOperation();
        if (state.compareAndSet(null, task)) {
            task.suspend(this);
        }
    }

    @Override
    public boolean withdraw() {
        Object seen = state.get();
        return seen instanceof Task<?> && state.compareAndSet(seen, WITHDRAWN);
    }

    @Override
    public String describe() {
        return "a request";
    }
}
