package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.File;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Host names whose lookup takes long: who does not wait any longer goes on, and nobody else is held up. */
@Slow
class SlowNamesTest {

    @OnEveryEngine
    void taskThatStopsWaiting_leavesItsSlowName(Variant variant, @TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(InetAddressResolverProvider.class.getName()), SlowNames.class.getName());
        String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
        FreshJvm.Ended ended = FreshJvm.of(variant, WithSlowNames.class, "-cp", classPath, "-Dmiou.blocking=2").run();
        assertThat(ended.output()).contains("answered true", "unknown unknown.invalid: no such host",
                "connect timed out", "bind a listener timed out", "bind timed out", "udp connect timed out",
                "send timed out", "cancelled true", "sent beside 42", "shared timed out",
                "shared by 20, lookups 1", "blocking 42", "crowd cancelled", "closed; the gate is shut");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }
}
