package io.miou.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The detector of the other tests finds what leaks. */
class LeakDetectorTest {

    private static int leak() {
        return ByteBufAllocator.DEFAULT.directBuffer(100).capacity();
    }

    @Test
    void bufferThatIsNeverReleased_isReported() throws InterruptedException {
        assertThat(RecordingLeakDetector.takeReports()).isEmpty();
        assertThat(leak()).isPositive();
        assertThat(RecordingLeakDetector.takeReports()).hasSize(1).first().asString().contains("ByteBuf");
    }
}
