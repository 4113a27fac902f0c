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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole comparison, for a moment: it runs, every message comes back, and no time is asserted. */
@Tag("harness")
class EchoComparisonTest {

    private static final String MOMENT = "--connections=2 --rounds=1 --seconds=0.3 --warmup=0"
            + " --jvm=-XX:TieredStopAtLevel=1";

    private static EchoComparison comparison(Plan plan) {
        return new EchoComparison(plan, plan.exchanges().getFirst(), Cores.any());
    }

    @Test
    void everyServerThatThisMachineCanRun_answersEveryMessage(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("result.json");
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--size=16384 --json=" + json);

        Result result = comparison(plan).compare(2).getFirst();

        assertThat(result.samples()).containsKeys("miou-nio", "netty-nio", "virtual-threads");
        assertThat(result.skipped().keySet()).isSubsetOf("miou-epoll", "netty-epoll", "miou-kqueue", "netty-kqueue",
                "c");
        assertThat(result.skipped().values()).noneMatch(String::isBlank);
        assertEachWasMeasured(result);
        assertThat(printed(result)).contains(result.samples().keySet().iterator().next() + " : netty-nio");
        EchoComparison.write(plan, Cores.any(), List.of(result.toMap()));
        assertThat(Files.readString(json)).contains("\"messageBytes\": 16384").contains("\"connections\": 2")
                .contains("\"messagesPerSecond\": ");
    }

    @Test
    void serverWithBuffersOfThePool_answersEveryMessage() throws Exception {
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--size=16384", "--servers=miou-nio-pool,miou-nio");

        Result result = comparison(plan).compare(2).getFirst();

        assertThat(result.samples()).containsOnlyKeys("miou-nio-pool", "miou-nio");
        assertEachWasMeasured(result);
    }

    @Test
    void requestsInAClosedAndAnOpenLoop_areTwoResults() throws Exception {
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--protocol=request-response --size=128 --open=0.3",
                "--servers=miou-nio-portable,netty-nio,virtual-threads,c");

        List<Result> results = comparison(plan).compare(2);

        assertThat(results).hasSize(2).allSatisfy(EchoComparisonTest::assertEachWasMeasured)
                .allSatisfy(result -> assertThat(result.samples()).containsOnlyKeys("miou-nio-portable", "netty-nio",
                        "virtual-threads"));
        assertThat(results.getFirst().skipped()).containsOnlyKeys("c");
        assertThat(results.getFirst().demand().describeLoad()).isEqualTo("closed loop");
        assertThat(results.getLast().demand().rate()).isEqualTo(Math.round(0.3 * results.getFirst().slowest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "openssl", "tls-handshake", "openssl-handshake"})
    void serversThatEncrypt_answerEveryMessage(String protocol) throws Exception {
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--protocol=" + protocol
                + " --size=20000 --servers=miou-nio,netty-nio,virtual-threads,c");

        Result result = comparison(plan).compare(2).getFirst();

        assertThat(result.samples()).containsKeys("miou-nio", "netty-nio");
        assertThat(result.samples().containsKey("virtual-threads")).isEqualTo(protocol.startsWith("tls"));
        assertThat(result.skipped()).containsKey("c");
        assertEachWasMeasured(result);
    }

    private static void assertEachWasMeasured(Result result) {
        assertThat(result.samples().values()).allSatisfy(samples -> assertThat(samples).hasSize(1)
                .allSatisfy(sample -> assertThat(sample.rate()).isPositive()));
    }

    private static String printed(Result result) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new Report(new PrintStream(text, true, StandardCharsets.UTF_8)).print(result);
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatTheMachineLacks_isSkippedWithTheReason() throws Exception {
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--servers=miou-horses --open=0.5");

        List<Result> results = comparison(plan).compare(2);

        assertThat(results).hasSize(1);
        assertThat(results.getFirst().samples()).isEmpty();
        assertThat(results.getFirst().skipped()).hasEntrySatisfying("miou-horses",
                reason -> assertThat(reason).contains("horses").contains("nio"));
    }

    @Test
    void moreConnectionsThanDescriptors_areSkippedWithTheReason() throws Exception {
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--servers=miou-nio");

        List<Result> results = new EchoComparison(plan, plan.exchanges().getFirst(), Cores.any(), new Descriptors(1024),
                name -> {
                    throw new AssertionError(name + " has no chance, and need not start");
                }).compare(10_000);

        assertThat(results).singleElement().satisfies(result -> assertThat(result.skipped())
                .hasEntrySatisfying("all servers", reason -> assertThat(reason).contains("ulimit -n")));
    }

    @Test
    void aServerThatBreaks_isNoReasonToSkipIt() {
        Plan plan = ComparisonCommandTest.plan(MOMENT, "--servers=miou-nio --jvm=-XX:+NoSuchOption");

        assertThatThrownBy(() -> comparison(plan).compare(2)).isInstanceOf(IOException.class)
                .hasMessageContaining("miou-nio did not start").hasMessageContaining("NoSuchOption");
    }
}
