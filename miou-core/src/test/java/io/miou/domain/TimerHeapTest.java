package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The timers of a domain against a model: a set sorted by deadline and then by the order of adding. */
class TimerHeapTest {

    /** A timer that remembers what the model needs. */
    private static final class Named extends Timer {

        private final int name;
        private long due;
        private long added;

        Named(int name) {
            this.name = name;
            this.added = -1 - name;
        }

        @Override
        protected void fire() {
            throw new AssertionError("the heap fires nothing");
        }

        @Override
        public String toString() {
            return "timer " + name;
        }
    }

    private final TimerHeap heap = new TimerHeap();

    @Test
    void newHeap_isEmpty() {
        assertThat(heap.size()).isZero();
        assertThat(heap.earliest()).isNull();
    }

    @Test
    void earliest_isTheOneWithTheSmallestDeadline() {
        Named late = new Named(1);
        Named early = new Named(2);
        heap.add(late, 20);
        heap.add(early, 10);
        assertThat(heap.earliest()).isSameAs(early);
        heap.remove(early);
        assertThat(heap.earliest()).isSameAs(late);
    }

    @Test
    void sameDeadline_firesInTheOrderOfAdding() {
        List<Named> timers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Named timer = new Named(i);
            timers.add(timer);
            heap.add(timer, 7);
        }
        assertThat(drain()).isEqualTo(timers);
    }

    @Test
    void addingARunningTimer_isRefused() {
        Named timer = new Named(1);
        heap.add(timer, 1);
        assertThatThrownBy(() -> heap.add(timer, 2)).isInstanceOf(IllegalStateException.class);
        assertThat(heap.size()).isEqualTo(1);
    }

    @Test
    void removingOneThatIsNotThere_doesNothing() {
        Named timer = new Named(1);
        heap.remove(timer);
        heap.add(timer, 1);
        heap.remove(timer);
        heap.remove(timer);
        assertThat(heap.size()).isZero();
        heap.add(timer, 3);
        assertThat(heap.earliest()).isSameAs(timer);
    }

    @Test
    void deadlinesAroundTheOverflowOfTheClock_keepTheirOrder() {
        Named before = new Named(1);
        Named after = new Named(2);
        heap.add(after, Long.MIN_VALUE + 5);
        heap.add(before, Long.MAX_VALUE - 5);
        assertThat(drain()).containsExactly(before, after);
    }

    @Test
    void randomOperations_agreeWithTheModel() {
        for (long seed = 1; seed <= 200; seed++) {
            compareWithModel(new Random(seed), seed);
        }
    }

    private static void compareWithModel(Random random, long seed) {
        TimerHeap heap = new TimerHeap();
        TreeSet<Named> model = new TreeSet<>(
                Comparator.<Named>comparingLong(timer -> timer.due).thenComparingLong(timer -> timer.added));
        List<Named> all = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            all.add(new Named(i));
        }
        long added = 0;
        int spread = 1 + random.nextInt(300);
        for (int step = 0; step < 1_500; step++) {
            Named timer = all.get(random.nextInt(all.size()));
            boolean growing = (step / 300) % 2 == 0;
            if (!model.contains(timer) && (growing || random.nextInt(4) == 0)) {
                timer.due = random.nextInt(spread);
                timer.added = added++;
                heap.add(timer, timer.due);
                model.add(timer);
            } else if (random.nextBoolean()) {
                heap.remove(timer);
                model.remove(timer);
            } else if (!model.isEmpty()) {
                heap.remove(heap.earliest());
                model.pollFirst();
            }
            assertThat(heap.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
            assertThat(heap.earliest()).as("seed %d, step %d", seed, step)
                    .isSameAs(model.isEmpty() ? null : model.first());
        }
    }

    @Test
    void aBurstOfTimers_drainsInOrderAndLeavesAWorkingHeap() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            heap.add(new Named(i), random.nextLong(1_000_000));
        }
        List<Timer> drained = drain();
        assertThat(drained).hasSize(100_000).isSortedAccordingTo(
                Comparator.<Timer>comparingLong(timer -> timer.deadline).thenComparingLong(timer -> timer.sequence));
        Named timer = new Named(1);
        heap.add(timer, 1);
        assertThat(heap.earliest()).isSameAs(timer);
    }

    private List<Timer> drain() {
        List<Timer> drained = new ArrayList<>();
        for (Timer timer = heap.earliest(); timer != null; timer = heap.earliest()) {
            heap.remove(timer);
            drained.add(timer);
        }
        assertThat(heap.size()).isZero();
        return drained;
    }
}
