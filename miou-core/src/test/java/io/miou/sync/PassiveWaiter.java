package io.miou.sync;

/** A waiter as it ships, of nobody: it does not suspend, but looks whether it was woken. */
final class PassiveWaiter extends TaskWaiter {

    private volatile boolean woken;

    PassiveWaiter(SpinLock lock) {
        super(null, lock, "nothing", false);
    }

    @Override
    void wake() {
        woken = true;
    }

    boolean isWoken() {
        return woken;
    }
}
