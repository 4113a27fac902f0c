package io.miou.helidon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system that are clients of a server. */
final class Commands {

    private static final int SECONDS = 100;

    private Commands() {
    }

    /** Ends the test here, as skipped, if the machine lacks a program. */
    static void need(String name, String debianPackage) {
        assumeTrue(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name))
                .anyMatch(Files::isExecutable),
                () -> "there is no " + name + " (Debian package " + debianPackage + ")");
    }

    /** Runs a program that must succeed, and returns what it has printed. */
    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
