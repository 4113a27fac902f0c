package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void nothingChosen_isTheStandardPlan() {
        Plan plan = Plan.parse();

        assertThat(plan.servers()).startsWith("miou-epoll").hasSizeGreaterThan(1);
        assertThat(plan.exchanges()).containsExactly(new Exchange(Protocol.ECHO, 64));
        assertThat(plan.rounds()).isGreaterThanOrEqualTo(7);
        assertThat(plan.jvm()).isEmpty();
        assertThat(plan.rate()).isZero();
        assertThat(plan.open()).isZero();
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
    void protocolsAndSizes_eachWithEach() {
        assertThat(Plan.parse("protocol=echo,request-response size=64,16384").exchanges()).containsExactly(
                new Exchange(Protocol.ECHO, 64), new Exchange(Protocol.ECHO, 16384),
                new Exchange(Protocol.REQUEST_RESPONSE, 64), new Exchange(Protocol.REQUEST_RESPONSE, 16384));
    }

    @Test
    void whatCannotBeMeasured_isRefused() {
        assertThatThrownBy(() -> Plan.parse("protocol=gossip")).hasMessageContaining("gossip")
                .hasMessageContaining("echo or request-response");
        assertThatThrownBy(() -> Plan.parse("size=0")).hasMessageContaining("size=0");
        assertThatThrownBy(() -> Plan.parse("open=2")).hasMessageContaining("open=2");
        assertThatThrownBy(() -> Plan.parse("open=0.5 rate=1000")).hasMessageContaining("rate=1000");
    }

    @Test
    void unknownChoice_isToldWithTheKnownOnes() {
        assertThatThrownBy(() -> Plan.parse("pairs=3")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pairs=3").hasMessageContaining("rounds");
    }
}
