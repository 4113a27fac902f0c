package io.miou.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.plot.ParsedSvg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {

    private static final String ECHO = """
            {"machine": {"os.name": "Linux", "os.version": "6", "os.arch": "amd64", "java.runtime.version": "25",
              "processors": 2, "pinning": "not pinned"}, "secondsPerSample": 2.0,
             "results": [{"protocol": "echo", "messageBytes": 16384, "connections": 1000, "load": "closed loop",
              "messagesPerSecondAsked": 0, "skipped": {"c": "there is no cc"},
              "systemCallsPerMessage": {"miou-nio": {"read": 1.0, "write": 1.5}},
              "samples": {"miou-nio": [%s, %s, %s], "netty-nio": [%s, %s, %s]}},
              {"protocol": "echo", "messageBytes": 16384, "connections": 1000, "load": "open loop of 9 messages/s",
              "messagesPerSecondAsked": 9, "skipped": {}, "systemCallsPerMessage": {},
              "samples": {"miou-nio": [%s], "netty-nio": [%s]}}]}
            """;

    private static String sample(double rate) {
        return "{\"messagesPerSecond\": " + rate + ", \"p50Micros\": 1.5, \"p99Micros\": 9, \"p999Micros\": 20,"
                + " \"serverCpuNanosPerMessage\": 5000, \"clientCpuNanosPerMessage\": 4000, \"serverLoad\": 1}";
    }

    private static String score(String method, String parameters, double time) {
        return """
                {"benchmark": "io.miou.benchmarks.YieldBenchmark.%s", "mode": "avgt", "params": {%s},
                 "primaryMetric": {"score": %s, "scoreError": "NaN", "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 24.0, "scoreUnit": "B/op"}}}
                """.formatted(method, parameters, time);
    }

    @Test
    void scoresOfJmh_becomeRatiosToTheFloorAndToVirtualThreads(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.JMH), "[" + String.join(",",
                score("miou", "\"count\": \"2\", \"fibers\": \"carried\"", 110),
                score("bareCarriedThreads", "\"count\": \"2\"", 100),
                score("virtualThreads", "\"count\": \"2\"", 440)) + "]");

        String page = Files.readString(BenchmarkReport.write(directory));

        assertThat(page).contains("| count=2 | miou, carried | 110 ns/op | – | 24.0 B | 1.10 x | 0.250 x |")
                .contains("| count=2 | bareCarriedThreads | 100 ns/op | – | 24.0 B | 1.00 x | 0.227 x |")
                .contains("![Yield](yield.svg)").doesNotContain("Echo servers");
        assertThat(ParsedSvg.of(directory.resolve("yield.svg")).count("path")).isPositive();
    }

    @Test
    void comparisonOfEchoServers_becomesMediansAndRatios(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.ECHO),
                ECHO.formatted(sample(90_000), sample(1), sample(100_000), sample(45_000), sample(2), sample(40_000),
                        sample(9), sample(9)));

        String page = Files.readString(BenchmarkReport.write(directory));

        assertThat(page).contains("| echo 16 KiB | 1,000 | 2.00 [0.50, 2.50] |")
                .contains("| echo 16 KiB | 1,000 | 1.00 [1.00, 1.00] |")
                .contains(
                        "| echo 16 KiB | 1,000 | closed loop | miou-nio | 90,000 | 1.50 | 9.00 | 20.0 | 5,000 | 2.50 |")
                .contains("| echo 16 KiB | 1,000 | open loop of 9 messages/s | netty-nio | 9.00 | 1.50 | 9.00 |")
                .contains("- Skipped: c: there is no cc (echo 16 KiB on 1,000)");
        assertThat(ParsedSvg.of(directory.resolve("echo-rate.svg")).count("path")).isPositive();
    }

    @Test
    void comparisonInTwoParts_becomesOnePage_ofOneMachineOnly(@TempDir Path directory) throws Exception {
        Object[] samples = Collections.nCopies(8, sample(1)).toArray();
        String second = ECHO.formatted(samples);
        Path rest = directory.resolve("echo-comparison-2.json");
        Files.writeString(rest, second);
        Files.writeString(directory.resolve(BenchmarkReport.ECHO),
                second.replace("\"connections\": 1000", "\"connections\": 64"));

        assertThat(Files.readString(BenchmarkReport.write(directory))).contains("| echo 16 KiB | 1,000 | 1.00")
                .contains("| echo 16 KiB | 64 | 1.00").contains("(echo 16 KiB on 64; echo 16 KiB on 1,000)");

        Files.writeString(rest, second.replace("amd64", "aarch64"));
        assertThatThrownBy(() -> BenchmarkReport.write(directory)).hasMessageContaining("2 machines");
    }

    @Test
    void ratioThatIsSure_isBold(@TempDir Path directory) throws Exception {
        String fast = sample(20);
        String slow = sample(10);
        Files.writeString(directory.resolve(BenchmarkReport.ECHO),
                ECHO.formatted(fast, fast, fast, slow, slow, slow, slow, slow));

        assertThat(Files.readString(BenchmarkReport.write(directory))).contains("| **2.00** [2.00, 2.00] |");
    }

    @Test
    void nothingToRender_isToldWithWhatToCopy(@TempDir Path directory) {
        assertThatThrownBy(() -> BenchmarkReport.write(directory)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jmh.json").hasMessageContaining("target");
    }

    @Test
    void whatIsNoResult_isRefused(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.JMH), "{}");
        assertThatThrownBy(() -> BenchmarkReport.write(directory)).hasMessageContaining("JMH");
        assertThatThrownBy(() -> EchoPage.parse("{}")).hasMessageContaining("comparison");
    }
}
