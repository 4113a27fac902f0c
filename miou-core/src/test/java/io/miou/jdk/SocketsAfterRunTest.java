package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.FreshJvm;
import io.miou.testing.Slow;
import org.junit.jupiter.api.Test;

/**
 * The JDK's socket pollers on Linux are virtual threads, started by the first thread that uses a socket in a virtual
 * thread, and they inherit its scheduler. Miou has them started on a thread of its own before the first fiber.
 */
@Slow
class SocketsAfterRunTest {

    private static final String OPEN_SOCKETS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    @Test
    void socketsOfVirtualThreads_workDuringAndAfterARunThatUsedThemFirst() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(SocketsStory.InRun.class, OPEN_SOCKETS).run();
        assertThat(ended.output()).contains("in a fiber: hello", "beside a busy domain: hello", "after the run: hello")
                .doesNotContain("foreign poller");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void control_pollersThatANaiveCarrierStarts_areCarriedByIt() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(SocketsStory.OnNaiveCarrier.class, OPEN_SOCKETS).run();
        // Where the JDK's pollers are platform threads there is nothing to inherit.
        if (!ended.output().contains("pollers are platform threads")) {
            assertThat(ended.output()).contains("foreign poller");
        }
        assertThat(ended.exitCode()).isZero();
    }
}
