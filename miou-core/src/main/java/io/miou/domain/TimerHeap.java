package io.miou.domain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds the timers of a domain, earliest first: a binary heap whose entries know their position. Adding and removing
 * are O(log n). Timers with the same deadline fire in the order in which they were added. Confined to the domain.
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
        settle(timer, size, size + 1);
    }

    /** Removes a timer. Does nothing if it has fired or was removed. */
    void remove(Timer timer) {
        int hole = timer.position;
        if (hole == Timer.NOT_QUEUED) {
            return;
        }
        Timer last = heap[size - 1];
        if (last == null || last == timer) {
            heap[--size] = null;
        } else {
            settle(last, hole, size - 1);
            heap[size] = null;
        }
        timer.position = Timer.NOT_QUEUED;
        shrink();
    }

    private void shrink() {
        // Frees the memory of a burst of timers.
        if (heap.length > SMALLEST && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /**
     * Puts a timer into its place, beginning at a hole, and sets the new size. Calls no method: on a full stack the
     * work is done completely or not at all.
     */
    private void settle(Timer timer, int from, int newSize) {
        Timer[] queue = heap;
        int hole = from;
        while (hole > 0) {
            int above = (hole - 1) >>> 1;
            Timer parent = queue[above];
            long difference = timer.deadline - parent.deadline;
            if (difference > 0 || (difference == 0 && timer.sequence - parent.sequence >= 0)) {
                break;
            }
            queue[hole] = parent;
            parent.position = hole;
            hole = above;
        }
        if (hole == from) {
            for (int below = 2 * hole + 1; below < newSize; below = 2 * hole + 1) {
                Timer child = queue[below];
                Timer right = below + 1 < newSize ? queue[below + 1] : child;
                long difference = right.deadline - child.deadline;
                if (difference < 0 || (difference == 0 && right.sequence - child.sequence < 0)) {
                    child = right;
                    below++;
                }
                difference = child.deadline - timer.deadline;
                if (difference > 0 || (difference == 0 && child.sequence - timer.sequence >= 0)) {
                    break;
                }
                queue[hole] = child;
                child.position = hole;
                hole = below;
            }
        }
        queue[hole] = timer;
        timer.position = hole;
        size = newSize;
    }
}
