package io.miou.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SuitePlanTest {

    @Test
    void nothing_isEverythingAtFullLength_intoTheDocuments() {
        SuitePlan plan = SuitePlan.parse("true");

        assertThat(plan.form()).isEqualTo(Form.ALL);
        assertThat(plan.isOfAllClasses()).isTrue();
        assertThat(plan.resumes()).isFalse();
        assertThat(plan.backends()).isEmpty();
        assertThat(plan.directory()).startsWithRaw(Path.of("..", "docs", "benchmarks"));
    }

    @Test
    void choices_areTaken() {
        SuitePlan plan = SuitePlan.parse("quick classes=Yield,Call backends=epoll,nio resume directory=here");

        assertThat(plan.form()).isEqualTo(Form.QUICK);
        assertThat(plan.classes()).containsExactly("Yield", "Call");
        assertThat(plan.backends()).containsExactly("epoll", "nio");
        assertThat(plan.resumes()).isTrue();
        assertThat(plan.directory()).isEqualTo(Path.of("here"));
    }

    @Test
    void shortForm_staysOutOfTheDocuments() {
        assertThat(SuitePlan.parse("short").directory()).startsWithRaw(Path.of("target"));
    }

    @Test
    void whatIsUnknown_isRefusedWithTheChoices() {
        assertThatThrownBy(() -> SuitePlan.parse("slow")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slow").hasMessageContaining("quick");
        assertThatThrownBy(() -> SuitePlan.parse("quick class=Yield")).hasMessageContaining("class=Yield")
                .hasMessageContaining("classes=");
    }
}
