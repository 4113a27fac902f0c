package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract when the process has no descriptor left. It takes a JVM of its own, because its test would starve all
 * others.
 */
abstract class ExhaustionContract extends Contract {

    @Test
    void accept_noDescriptorLeft_failsKeepsTheBacklogAndGoesOnLater(@TempDir Path folder) throws Exception {
        Path shell = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(shell), "no shell here that can limit the descriptors of a process");
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(List.of(shell.toString(), "-c",
                "ulimit -n 200 && exec \"$@\"", "limited",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), ExhaustionStory.class.getName(),
                provider().getClass().getName())).redirectErrorStream(true).redirectOutput(output.toFile());
        German.speak(builder, folder);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(Driver.LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readAllLines(output)).containsSubsequence("accept: out of descriptors",
                "readiness: still there", "connect: out of descriptors", "listen: out of descriptors",
                "bind: out of descriptors", "connect by path: out of descriptors",
                "listen by path: out of descriptors", "open: refused", "accepted: all 3", "listener: goes on");
    }
}
