package io.miou.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class after which a buffer was garbage that nobody had released. */
final class NoLeaks implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(Level.PARANOID);
        assertThat(RecordingLeakDetector.takeReports()).as("leaked buffers").isEmpty();
    }
}
