package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DescriptorsTest {

    @Test
    void asManyAsConnectionsNeed_areEnough() {
        assertThatCode(() -> new Descriptors(10_500).require(10_000)).doesNotThrowAnyException();
        assertThat(Descriptors.ofThisProcess().limit()).isPositive();
    }

    @Test
    void tooFew_areToldWithWhatToDo() {
        assertThatThrownBy(() -> new Descriptors(1024).require(10_000)).isInstanceOf(UnavailableException.class)
                .hasMessageContaining("10500").hasMessageContaining("1024").hasMessageContaining("ulimit -n");
    }
}
