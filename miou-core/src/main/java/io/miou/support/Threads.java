package io.miou.support;

/** Waits for the end of threads. Any thread. */
public final class Threads {

    private Threads() {
    }

    /**
     * Waits until a thread has ended. An interrupt of the caller does not end the wait; its interrupt flag is set again
     * afterwards.
     *
     * @param thread to wait for; one that was not started has ended
     */
    public static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
