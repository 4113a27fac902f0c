package io.miou.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The detector of the other tests finds what leaks. */
@Timeout(60)
class LeakDetectorTest {

    private static int leak() {
        return ByteBufAllocator.DEFAULT.directBuffer(100).capacity();
    }

    @Test
    void bufferThatIsNeverReleased_isReported() throws InterruptedException {
        assertThat(RecordingLeakDetector.takeReports()).isEmpty();
        assertThat(leak()).isPositive();
        List<String> reports = RecordingLeakDetector.takeReports();
        while (reports.isEmpty()) {
            // The JDK tells of garbage some time after it was collected.
            reports = RecordingLeakDetector.takeReports();
        }
        assertThat(reports).hasSize(1).first().asString().contains("ByteBuf");
    }
}
