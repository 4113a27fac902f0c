package io.miou.benchmarks.scaling;

/** The heap that is in use. Any thread; only a process that does nothing else meanwhile gets a number of use. */
public final class UsedHeap {

    private static final int COLLECTIONS = 3;

    private UsedHeap() {
    }

    /** {@return the least number of bytes that were in use after each of some collections} */
    public static long bytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
