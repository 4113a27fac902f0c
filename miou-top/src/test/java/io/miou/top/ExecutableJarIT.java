package io.miou.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Starts the executable jar, as a user does: after the build has made it. */
@Timeout(120)
@EnabledIfSystemProperty(named = "miou.top.jar", matches = ".+")
class ExecutableJarIT {

    private record Ended(int status, String printed) {
    }

    private static Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-jar",
                System.getProperty("miou.top.jar")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    @Test
    void help_isPrinted() throws Exception {
        Ended help = run("--help");
        assertThat(help.printed()).startsWith("Usage: miou-top").contains("--once", "convert");
        assertThat(help.status()).isZero();
    }

    @Test
    void once_printsTheTasksOfAProcessAndNoWarning() throws Exception {
        try (Victim victim = Victim.start()) {
            Ended once = run("--once", victim.pid());
            assertThat(once.printed()).startsWith("tasks: 4 live").contains("sleeper (#3)", "deadlock: left (#1)");
            assertThat(once.status()).isZero();
        }
    }
}
