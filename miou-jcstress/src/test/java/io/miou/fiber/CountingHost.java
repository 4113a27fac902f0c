package io.miou.fiber;

import io.miou.inbox.Message;

/** A domain that counts the calls that it gets, and does nothing else. No thread is this domain. */
final class CountingHost implements FiberHost {

    /** Counted by the thread that delivers. */
    int readied;

    /** Counted by the thread that sends. */
    int posts;

    @Override
    public int id() {
        return 1;
    }

    @Override
    public boolean isWaitedFor() {
        return false;
    }

    @Override
    public long clock() {
        return 0;
    }

    @Override
    public boolean isCurrent() {
        return false;
    }

    @Override
    public void ready(Fiber fiber) {
        readied++;
    }

    @Override
    public void notReady(Fiber fiber) {
        throw unexpected();
    }

    @Override
    public void post(Message message) {
        posts++;
    }

    @Override
    public Fiber next() {
        throw unexpected();
    }

    @Override
    public Fiber nextWithoutSleeping() {
        throw unexpected();
    }

    @Override
    public Fiber nextAtOnce() {
        throw unexpected();
    }

    @Override
    public void readyAgain(Fiber fiber) {
        throw unexpected();
    }

    @Override
    public void interrupted() {
        throw unexpected();
    }

    @Override
    public void running(Thread thread, Fiber fiber) {
        throw unexpected();
    }

    @Override
    public EndGrace endGrace() {
        throw unexpected();
    }

    @Override
    public BlockedFibers blockedFibers() {
        throw unexpected();
    }

    @Override
    public void fiberEnded() {
        throw unexpected();
    }

    @Override
    public void failed(Throwable problem) {
        throw new AssertionError(problem);
    }

    private static AssertionError unexpected() {
        return new AssertionError("no fiber runs here");
    }
}
