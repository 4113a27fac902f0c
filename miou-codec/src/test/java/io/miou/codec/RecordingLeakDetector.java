package io.miou.codec;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Netty's leak detector, which the build configures at the level PARANOID: every buffer is tracked. It keeps its
 * reports for {@link NoLeaks}.
 *
 * @param <T> what is tracked
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

    private static final int ROUNDS = 4;

    /**
     * Called by Netty.
     *
     * @param type what is tracked
     * @param interval between two that are tracked
     */
    public RecordingLeakDetector(Class<?> type, int interval) {
        super(type, interval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        REPORTS.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        REPORTS.add(type);
    }

    /** Returns what has leaked since the last call. */
    static List<String> takeReports() throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            Thread.sleep(20);
            // A detector reports when the next buffer is allocated.
            boolean _ = ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        List<String> found = List.copyOf(REPORTS);
        REPORTS.clear();
        return found;
    }
}
