package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole comparison, for a moment: it runs, every message comes back, and no time is asserted. */
class EchoComparisonTest {

    private static final String MOMENT = "connections=2 rounds=1 seconds=0.05 warmup=0";

    @Test
    void everyServerThatThisMachineCanRun_answersEveryMessage(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("result.json");
        Plan plan = Plan.parse(MOMENT, "json=" + json);

        Result result = new EchoComparison(plan, Cores.any()).compare(2);

        assertThat(result.samples()).containsKeys("miou-nio", "netty-nio", "virtual-threads");
        assertThat(result.skipped().keySet()).isSubsetOf("netty-epoll", "c");
        assertThat(result.skipped().values()).noneMatch(String::isBlank);
        assertThat(result.samples().values()).allSatisfy(samples -> assertThat(samples).hasSize(1)
                .allSatisfy(sample -> assertThat(sample.rate()).isPositive()));
        assertThat(printed(result, plan)).contains("miou-nio : netty-nio");
        EchoComparison.write(plan, Cores.any(), List.of(result.toMap()));
        assertThat(Files.readString(json)).contains("\"connections\": 2").contains("\"messagesPerSecond\": ");
    }

    private static String printed(Result result, Plan plan) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new Report(new PrintStream(text, true, StandardCharsets.UTF_8)).print(result, plan);
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatTheMachineLacks_isSkippedWithTheReason() throws Exception {
        Plan plan = Plan.parse(MOMENT, "servers=miou-horses");

        Result result = new EchoComparison(plan, Cores.any()).compare(2);

        assertThat(result.samples()).isEmpty();
        assertThat(result.skipped()).hasEntrySatisfying("miou-horses",
                reason -> assertThat(reason).contains("horses").contains("nio"));
    }

    @Test
    void aServerThatBreaks_isNoReasonToSkipIt() {
        Plan plan = Plan.parse(MOMENT, "servers=miou-nio jvm=-XX:+NoSuchOption");

        assertThatThrownBy(() -> new EchoComparison(plan, Cores.any()).compare(2)).isInstanceOf(IOException.class)
                .hasMessageContaining("miou-nio did not start").hasMessageContaining("NoSuchOption");
    }
}
