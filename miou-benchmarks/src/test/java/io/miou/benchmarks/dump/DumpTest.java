package io.miou.benchmarks.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.TaskTree;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The measurement of dumps runs; what it measures means nothing here. */
@Tag("harness")
class DumpTest {

    @Test
    @Timeout(60)
    void measurement_hasADumpAndAControlForEachRound() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new DumpMeasurement(1_000, 3, TaskTree.Format.JSON, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text.lines().filter(line -> line.startsWith("dump "))).hasSize(3);
        assertThat(text.lines().filter(line -> line.startsWith("control "))).hasSize(3);
        assertThat(text).contains("longest stop of the domain during a dump, ms: ");
    }
}
