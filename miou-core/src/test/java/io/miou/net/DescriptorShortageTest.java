package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An acceptor in a process that may not open another descriptor: it neither fails nor spins, it loses no connection, and it
 * goes on when descriptors are free again.
 */
class DescriptorShortageTest {

    private static final Path SHELL = Path.of("/bin/bash");

    @OnEveryBackend
    void acceptorWithoutDescriptors_waitsAndGoesOn(Variant variant) throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL + " to lower the limit with");
        String output = runWithFewDescriptors(variant);
        assertThat(output).contains("served all " + ShortOfDescriptors.CLIENTS);
        assertThat(output.lines().filter(line -> line.contains("listener") && line.contains("cannot accept")))
                .as("lines in the log, of\n" + output).hasSize(1)
                .allMatch(line -> line.contains("ulimit -n"));
        assertThat(output).contains("idle while it waits: true");
    }

    private static String runWithFewDescriptors(Variant variant) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SHELL.toString(), "-c", "ulimit -n 256 && exec \"$@\"", "bash"));
        command.addAll(FreshJvm.of(ShortOfDescriptors.class, "--enable-native-access=ALL-UNNAMED",
                "-Dmiou.backend=" + variant.backend()).builder().command());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
