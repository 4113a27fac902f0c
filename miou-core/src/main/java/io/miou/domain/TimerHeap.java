package io.miou.domain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a domain, earliest first; adding and removing are O(log n). A binary heap whose entries know their
 * position. Timers with the same deadline fire in the order they were added. Confined to the domain.
 */
final class TimerHeap {

    private static final int SMALLEST = 16;

    @Nullable
    private Timer[] heap = new Timer[SMALLEST];

    private int size;
    private long sequence;

    int size() {
        return size;
    }

    @Nullable
    Timer earliest() {
        return heap[0];
    }

    void add(Timer timer, long deadline) {
        if (timer.position != Timer.NOT_QUEUED) {
            throw new IllegalStateException("the timer is running already");
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.deadline = deadline;
        timer.sequence = sequence++;
        siftUp(timer, size++);
    }

    /** Does nothing if it has fired or was removed. */
    void remove(Timer timer) {
        int hole = timer.position;
        if (hole == Timer.NOT_QUEUED) {
            return;
        }
        timer.position = Timer.NOT_QUEUED;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != null && last != timer) {
            siftDown(last, hole);
            if (last.position == hole) {
                siftUp(last, hole);
            }
        }
        shrink();
    }

    private void shrink() {
        // A burst of timers must not keep its memory for ever.
        if (heap.length > SMALLEST && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    private void siftUp(Timer timer, int from) {
        int hole = from;
        while (hole > 0) {
            int above = (hole - 1) >>> 1;
            Timer parent = heap[above];
            if (parent == null || !timer.isBefore(parent)) {
                break;
            }
            place(parent, hole);
            hole = above;
        }
        place(timer, hole);
    }

    private void siftDown(Timer timer, int from) {
        int hole = from;
        for (int below = 2 * hole + 1; below < size; below = 2 * hole + 1) {
            Timer child = heap[below];
            Timer right = below + 1 < size ? heap[below + 1] : null;
            if (right != null && child != null && right.isBefore(child)) {
                child = right;
                below++;
            }
            if (child == null || !child.isBefore(timer)) {
                break;
            }
            place(child, hole);
            hole = below;
        }
        place(timer, hole);
    }

    private void place(Timer timer, int position) {
        heap[position] = timer;
        timer.position = position;
    }
}
