package io.miou.task;

import io.miou.domain.Timer;

/** A task that sleeps. All on its domain. */
public final class SleepWait extends Timer implements Wait {

    private final Task<?> task;
    private final long nanos;
    private boolean complete;

    private SleepWait(Task<?> task, long nanos) {
        this.task = task;
        this.nanos = nanos;
    }

    /**
     * Suspends the current task.
     *
     * @param nanos how long; if not positive it only yields
     */
    public static void sleep(long nanos) {
        Task<?> task = Task.current();
        if (nanos <= 0) {
            task.yieldNow();
            return;
        }
        task.checkCancelled();
        SleepWait wait = new SleepWait(task, nanos);
        task.loop().timers().start(wait, nanos);
        task.suspend(wait);
    }

    long nanos() {
        return nanos;
    }

    @Override
    protected void fire() {
        complete = true;
        task.wake();
    }

    @Override
    public boolean withdraw() {
        if (complete) {
            return false;
        }
        task.loop().timers().stop(this);
        return true;
    }

    @Override
    public String describe() {
        return "a sleep of " + java.time.Duration.ofNanos(nanos);
    }
}
