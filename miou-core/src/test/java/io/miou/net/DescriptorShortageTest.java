package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An acceptor in a process that may not open another descriptor: it neither fails nor spins, it loses no connection,
 * and it goes on when descriptors are free again.
 */
@Slow
class DescriptorShortageTest {

    private static final Path SHELL = Path.of("/bin/bash");

    @OnEveryBackend
    void acceptorWithoutDescriptors_waitsAndGoesOn(Variant variant) throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL + " to lower the limit with");
        FreshJvm.Ended ended = FreshJvm.of(variant, ShortOfDescriptors.class).runWithDescriptors(256);
        String output = ended.output();
        assertThat(output).contains("served all " + ShortOfDescriptors.CLIENTS);
        assertThat(output.lines().filter(line -> line.contains("listener") && line.contains("cannot accept")))
                .as("lines in the log, of\n" + output).hasSize(1)
                .allMatch(line -> line.contains("ulimit -n"));
        assertThat(output).contains("idle while it waits: true");
        assertThat(ended.exitCode()).as(output).isZero();
    }
}
