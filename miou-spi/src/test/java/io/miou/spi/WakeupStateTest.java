package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every row of the table in {@link WakeupState}. */
class WakeupStateTest {
    private final WakeupState state = new WakeupState();

    @Test
    void signal_awake_needsNoSystemCallAndRefusesTheNextSleep() {
        assertThat(state.signal()).isFalse();
        assertThat(state.signal()).isFalse();
        assertThat(state.beginSleep()).isFalse();
        state.endPoll();
        assertThat(state.beginSleep()).isTrue();
    }

    @Test
    void signal_polling_wakesThePollerOnce() {
        assertThat(state.beginSleep()).isTrue();
        assertThat(state.signal()).isTrue();
        assertThat(state.signal()).isFalse();
        state.endPoll();
        assertThat(state.beginSleep()).isTrue();
    }

    @Test
    void endPoll_withoutSleep_deliversTheSignal() {
        state.signal();
        state.endPoll();
        assertThat(state.beginSleep()).isTrue();
        state.endPoll();
        assertThat(state.signal()).isFalse();
    }

    @Test
    void signal_betweenBeginSleepAndSleep_isSeen() {
        assertThat(state.isSignalled()).isFalse();
        assertThat(state.beginSleep()).isTrue();
        assertThat(state.isSignalled()).isFalse();
        assertThat(state.signal()).isTrue();
        assertThat(state.isSignalled()).isTrue();
        state.endPoll();
        assertThat(state.isSignalled()).isFalse();
    }
}
