package io.miou.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.miou.benchmarks.plot.ParsedSvg;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The whole soak, for some seconds: clients of every manner, a server, a mill, a report. No time is asserted. */
@Tag("harness")
class SoakTest {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private Soak soak(SoakPlan plan) {
        return new Soak(plan, new PrintStream(text, true, StandardCharsets.UTF_8));
    }

    @Test
    void everyBackendThatThisMachineHas_servesTheCrowd_andIsAtRestAfterwards(@TempDir Path directory)
            throws Exception {
        SoakPlan plan = SoakCommandTest.plan("--minutes=0.08 --every=0.5 --patience=3 --directory=" + directory);
        Soak soak = soak(plan);

        List<SoakResult> results = soak.run();
        Path page = new SoakReport(plan, results, soak.skipped()).write();

        assertThat(results).extracting(result -> result.variant().backend()).contains("nio");
        assertThat(results.size() + soak.skipped().size()).isEqualTo(plan.variants().size());
        assertThat(soak.skipped().values()).noneMatch(String::isBlank);
        for (SoakResult result : results) {
            assertThat(result.faults()).isEmpty();
            assertThat(result.findings()).noneMatch(finding -> finding.contains("left behind"));
            assertThat(result.readings()).hasSize(plan.readings());
            assertThat(result.after().turns()).isPositive();
            assertThat(result.visits().keySet()).containsExactly(Manner.values());
            assertThat(text.toString(StandardCharsets.UTF_8)).contains(result.variant() + " heap after a collection: ")
                    .containsPattern(result.variant() + " +\\d+ s +tasks +\\d+ +descriptors +-?\\d+");
        }
        assertThat(Files.readString(page)).contains("nio/carried").contains("| descriptors |");
        assertThat(directory.resolve(SoakPlots.READINGS)).content().contains("nio/carried,");
        for (String plot : List.of("heap", "descriptors", "tasks", "latency")) {
            assertThat(Files.readString(page)).contains(plot + ".svg");
            assertThat(ParsedSvg.of(directory.resolve(plot + ".svg")).count("polyline")).isPositive();
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"memory, HEAP", "descriptors, DESCRIPTORS", "tasks, TASKS"})
    void leak_isGrowing(String leak, Series series, @TempDir Path directory) throws Exception {
        SoakPlan plan = SoakCommandTest.plan("--backends=nio --minutes=0.1 --every=0.25 --patience=3"
                + " --leak=" + leak + " --directory=" + directory);

        SoakResult result = soak(plan).run().getFirst();

        assertThat(result.faults()).isEmpty();
        assumeThat(series != Series.DESCRIPTORS || result.before().descriptors() >= 0)
                .as("this system tells how many descriptors are open").isTrue();
        assertThat(result.growing()).contains(series);
        assertThat(result.findings()).contains("growing: " + series);
    }

    @Test
    void whatTheMachineLacks_isSkippedWithTheReason() throws Exception {
        Variant variant = new Variant("horses", "carried");
        Duration second = Duration.ofSeconds(1);
        Soak soak = soak(new SoakPlan(List.of(variant), 1, second, second, Path.of("target"), Leak.NONE));

        assertThat(soak.run()).isEmpty();
        assertThat(soak.skipped()).hasEntrySatisfying(variant,
                reason -> assertThat(reason).contains("horses").contains("nio"));
    }

    @Test
    void backendsThatThisMachineLacks_endTheCommandWithOne(@TempDir Path directory) {
        String lacking = System.getProperty("os.name").equals("Linux") ? "kqueue" : "epoll";

        assertThat(new CommandLine(new SoakCommand()).execute("--backends=" + lacking, "--directory=" + directory))
                .isEqualTo(1);
        assertThat(directory.resolve("README.md")).content().contains("Skipped: " + lacking + "/carried");
    }

    @Test
    void vitals_areReadAsTheyWereWritten() {
        Vitals vitals = new Vitals(1, 2, 3, 4, 5, 6, 7);

        assertThat(Vitals.parse(vitals.format())).isEqualTo(vitals);
        assertThat(Stream.of(Manner.values()).map(Manner::toString)).contains("never-reading");
    }
}
