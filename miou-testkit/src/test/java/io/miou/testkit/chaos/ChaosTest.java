package io.miou.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.testkit.faults.Faults;
import org.junit.jupiter.api.Test;

/** Arguments that {@code Chaos} and {@code Faults} refuse. */
class ChaosTest {

    @Test
    void backendThatIsNotThere_isRefusedWithWhatIs() {
        assertThatThrownBy(() -> Chaos.around("uring", Faults.none(), 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("there is no backend 'uring'", "nio", "class path");
    }

    @Test
    void faultsThatCannotBe_areRefused() {
        assertThatThrownBy(() -> Faults.none().resets(1.5)).hasMessage("resets is 1.5; choose a frequency from 0 to 1");
        assertThatThrownBy(() -> Faults.none().losses(1)).hasMessageContaining("nothing would ever move");
        assertThatThrownBy(() -> Faults.none().descriptors(-1)).hasMessageContaining("choose 0 or more");
        assertThatThrownBy(() -> Faults.none().delay(java.time.Duration.ofMillis(2), java.time.Duration.ofMillis(1)))
                .hasMessageContaining("not less than the first");
    }
}
