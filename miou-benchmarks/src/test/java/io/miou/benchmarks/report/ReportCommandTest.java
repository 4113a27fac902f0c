package io.miou.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {

    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return new CommandLine(new ReportCommand()).setErr(new PrintWriter(err)).execute(arguments);
    }

    @Test
    void directoryWithResults_getsThePage(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.JMH), "[]");

        assertThat(execute(directory.toString())).isZero();
        assertThat(directory.resolve("README.md")).content().startsWith("# Benchmarks on ");
    }

    @Test
    void directoryWithoutResults_isRefusedWithWhatToCopy(@TempDir Path directory) {
        assertThat(execute(directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(directory.toString()).contains("jmh.json").contains("target");
    }

    @Test
    void noDirectory_isRefused() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("DIRECTORY");
    }
}
