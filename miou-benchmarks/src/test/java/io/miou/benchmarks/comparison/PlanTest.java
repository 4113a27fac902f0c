package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void nothingChosen_isTheStandardPlan() {
        Plan plan = Plan.parse();

        assertThat(plan.servers()).startsWith("miou-nio").hasSizeGreaterThan(1);
        assertThat(plan.rounds()).isGreaterThanOrEqualTo(7);
        assertThat(plan.jvm()).isEmpty();
        assertThat(plan.describeLoad()).isEqualTo("closed loop");
    }

    @Test
    void choicesInOneArgumentOrInMany_areTheSame() {
        assertThat(Plan.parse("servers=c,miou-nio  seconds=0.5"))
                .isEqualTo(Plan.parse("servers=c,miou-nio", "seconds=0.5"));
        assertThat(Plan.parse("seconds=0.5").interval()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void optionsOfTheJvm_addUp() {
        assertThat(Plan.parse("jvm=-Xlog:gc,safepoint jvm=-Dx=y").jvm()).containsExactly("-Xlog:gc,safepoint", "-Dx=y");
    }

    @Test
    void unknownChoice_isToldWithTheKnownOnes() {
        assertThatThrownBy(() -> Plan.parse("pairs=3")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pairs=3").hasMessageContaining("rounds");
    }
}
