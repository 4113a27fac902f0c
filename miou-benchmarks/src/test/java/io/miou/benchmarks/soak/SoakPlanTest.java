package io.miou.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SoakPlanTest {

    @Test
    void nothingChosen_isTenMinutesOnEachBackend_aReadingEveryTenSeconds() {
        SoakPlan plan = SoakPlan.parse();

        assertThat(plan.variants()).extracting(Variant::toString)
                .containsExactly("nio/carried", "epoll/carried", "kqueue/carried");
        assertThat(plan.readings()).isEqualTo(60);
        assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.leak()).isEqualTo(Leak.NONE);
    }

    @Test
    void choices_areKept() {
        SoakPlan plan = SoakPlan.parse("minutes=0.1 every=0.5", "backends=nio fibers=carried,portable leak=tasks");

        assertThat(plan.variants()).containsExactly(new Variant("nio", "carried"), new Variant("nio", "portable"));
        assertThat(plan.readings()).isEqualTo(12);
        assertThat(plan.leak()).isEqualTo(Leak.TASKS);
    }

    @Test
    void whatIsUnknown_isToldWithWhatIsKnown() {
        assertThatThrownBy(() -> SoakPlan.parse("hours=3")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hours=3").hasMessageContaining("minutes");
        assertThatThrownBy(() -> SoakPlan.parse("fibers=green")).hasMessageContaining("portable");
        assertThatThrownBy(() -> SoakPlan.parse("leak=water")).hasMessageContaining("memory");
        assertThatThrownBy(() -> SoakPlan.parse("minutes=ten")).hasMessageContaining("minutes=ten");
        assertThatThrownBy(() -> SoakPlan.parse("minutes=0.1 every=10")).hasMessageContaining("more minutes");
        assertThatThrownBy(() -> SoakPlan.parse("every=0")).hasMessageContaining("every=0");
    }
}
