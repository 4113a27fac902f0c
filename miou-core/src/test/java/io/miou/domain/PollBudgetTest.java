package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollBudgetTest {

    private static final long NOW = 5_000_000_000L;

    private static int intervalsWithoutAPoll(PollBudget budget, long now) {
        int intervals = 0;
        while (budget.isPostponed(now)) {
            intervals++;
        }
        return intervals;
    }

    @Test
    void chosenInterval_isKept() {
        PollBudget budget = new PollBudget(3, true);
        budget.polled(NOW, 1_000);
        assertThat(budget.interval()).isEqualTo(3);
        assertThat(budget.isPostponed(NOW)).isFalse();
    }

    @Test
    void edgeTriggered_isPolledAfterEachInterval() {
        PollBudget budget = new PollBudget(0, false);
        budget.polled(NOW, 1_000);
        assertThat(budget.interval()).isEqualTo(64);
        assertThat(budget.isPostponed(NOW)).isFalse();
    }

    @Test
    void levelTriggered_fewFibers_isPolledAfterEachInterval() {
        PollBudget budget = new PollBudget(0, true);
        budget.polled(NOW, 64);
        assertThat(budget.isPostponed(NOW)).isFalse();
    }

    @Test
    void levelTriggered_crowd_isPolledAfterItsTurn() {
        PollBudget budget = new PollBudget(0, true);
        budget.polled(NOW, 65);
        assertThat(intervalsWithoutAPoll(budget, NOW)).isEqualTo(1);
        budget.polled(NOW, 300);
        assertThat(intervalsWithoutAPoll(budget, NOW)).isEqualTo(4);
        budget.polled(NOW, 100_000);
        assertThat(intervalsWithoutAPoll(budget, NOW)).isEqualTo(1_024 / 64 - 1);
    }

    @Test
    void levelTriggered_slowCrowd_isPolledAfterAFewMilliseconds() {
        PollBudget budget = new PollBudget(0, true);
        budget.polled(NOW, 1_000);
        assertThat(budget.isPostponed(NOW + PollBudget.MOST_NANOS - 1)).isTrue();
        assertThat(budget.isPostponed(NOW + PollBudget.MOST_NANOS)).isFalse();
    }

    @Test
    void pollNext_isNotPostponed() {
        PollBudget budget = new PollBudget(0, true);
        budget.polled(NOW, 1_000);
        budget.pollNext();
        assertThat(budget.isPostponed(NOW)).isFalse();
    }
}
