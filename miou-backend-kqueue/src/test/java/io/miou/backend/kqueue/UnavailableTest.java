package io.miou.backend.kqueue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On every other system, the backend on the class path is skipped. */
class UnavailableTest {

    @Test
    @DisabledOnOs(OS.MAC)
    void elsewhere_isNotMacOs() {
        assertThat(new KQueueBackendProvider().unavailable()).contains("not macOS");
    }

    @Test
    @EnabledOnOs(OS.MAC)
    void onMacOs_isAvailable() {
        assertThat(new KQueueBackendProvider().unavailable()).isEmpty();
    }
}
