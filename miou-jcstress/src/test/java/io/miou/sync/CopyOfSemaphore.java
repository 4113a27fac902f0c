package io.miou.sync;

/** A correct copy of a semaphore that does everything under its lock. Each twin changes one method. */
class CopyOfSemaphore {

    final SpinLock lock = new SpinLock();
    final WaitQueue queue = new WaitQueue();
    volatile int permits;

    CopyOfSemaphore(int permits) {
        this.permits = permits;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    boolean acquireOrJoin(Waiter waiter) {
        lock.lock();
        try {
            if (permits > 0) {
                permits--;
                return true;
            }
            queue.add(waiter);
            return false;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void release() {
        Waiter next;
        lock.lock();
        try {
            next = queue.claimOldest();
            if (next == null) {
                permits++;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake();
        }
    }
}
