package io.miou.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.Benchmarks;
import io.miou.benchmarks.Peers;
import io.miou.benchmarks.comparison.ComparisonCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@Timeout(120)
class SuiteTest {

    private static SuitePlan plan(Path directory, boolean resumes, String... classes) {
        return new SuitePlan(Form.SHORT, List.of(classes), List.of("nio"), resumes, directory.resolve("page"),
                directory.resolve("work"));
    }

    private static Path run(SuitePlan plan) throws Exception {
        return new Suite(plan, Equipment.here(Peers.missing()), Benchmarks.class).run();
    }

    @Test
    void whatWasMeasured_isOnThePage_andAResumedRunKeepsIt(@TempDir Path directory) throws Exception {
        Path page = run(plan(directory, false, "Timeout"));

        assertThat(page).content().contains("## Timeout", "| Miou, nio |", "| Miou, portable, nio |");
        Path jmh = directory.resolve("page").resolve("jmh.json");
        String measured = Files.readString(jmh);
        assertThat(measured).contains("gc.alloc.rate.norm").doesNotContain("scorePercentiles");

        run(plan(directory, true, "Timeout"));

        assertThat(jmh).hasContent(measured);
    }

    @Test
    void benchmarkThatFailed_isNamedOnThePage(@TempDir Path directory) throws Exception {
        Path work = Files.createDirectories(directory.resolve("work"));
        Files.writeString(work.resolve("Timeout.json"), "[]");

        Path page = run(plan(directory, true, "Timeout"));

        assertThat(page).content().contains("- io.miou.benchmarks.TimeoutBenchmark.miou: failed in 2 of");
    }

    @Test
    void backend_isThePreferredOne_orAmongThoseThatWereAskedFor() {
        Equipment equipment = new Equipment(List.of(), List.of("epoll", "nio"), List.of(), Map.of());

        assertThat(equipment.choose(List.of())).containsExactly("epoll");
        assertThat(equipment.choose(List.of("kqueue", "nio"))).containsExactly("nio");
        assertThatThrownBy(() -> equipment.choose(List.of("kqueue"))).hasMessageContaining("epoll");
    }

    @Test
    void equipmentOfThisMachine_namesWhatIsMissing() {
        Equipment equipment = Equipment.here(Peers.missing());

        assertThat(equipment.engines()).contains("carried", "portable");
        assertThat(equipment.backends()).contains("nio");
        assertThat(equipment.backends().contains("epoll"))
                .isNotEqualTo(equipment.lacking().containsKey("backend epoll"));
    }

    @ParameterizedTest
    @EnumSource
    void comparisonOfEchoServers_understandsTheOptionsOfEachForm(Form form) {
        Equipment equipment = new Equipment(List.of("carried"), List.of("epoll", "nio"), List.of(), Map.of());
        Path json = Path.of("echo.json");

        List<String> arguments = EchoServers.arguments(form, equipment, json);

        assertThat(arguments.getFirst()).isEqualTo("comparison");
        var parsed = new CommandLine(new ComparisonCommand())
                .parseArgs(arguments.stream().skip(1).toArray(String[]::new));
        assertThat(parsed.matchedOptionValue("--json", Path.of(""))).isEqualTo(json);
        assertThat(parsed.matchedOptionValue("--servers", List.of())).containsExactly("miou-epoll",
                "miou-epoll-portable", "miou-nio", "netty-epoll", "virtual-threads", "c");
        assertThat(parsed.hasMatchedOption("--rounds")).isTrue();
    }
}
