package io.miou.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.plot.ParsedSvg;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {

    private static final String ECHO = """
            {"machine": {"os.name": "Linux", "os.version": "6", "os.arch": "amd64", "java.runtime.version": "25",
              "processors": 2}, "messageSize": 64, "load": "closed loop", "secondsPerSample": 2.0,
             "results": [{"connections": 64, "skipped": {"c": "there is no cc"}, "systemCallsPerMessage": {},
              "samples": {"miou-nio": [%s, %s, %s], "netty-nio": [%s]}}]}
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
                ECHO.formatted(sample(90_000), sample(1), sample(100_000), sample(45_000)));

        String page = Files.readString(BenchmarkReport.write(directory));

        assertThat(page).contains("| 64 | miou-nio | 90,000 | 1.50 | 9.00 | 5,000 | 1.00 x |")
                .contains("| 64 | netty-nio | 45,000 | 1.50 | 9.00 | 5,000 | 0.500 x |")
                .contains("| 64 | c | skipped: there is no cc |");
        assertThat(ParsedSvg.of(directory.resolve("echo-rate.svg")).count("path")).isPositive();
        assertThat(ParsedSvg.of(directory.resolve("echo-p99.svg")).count("path")).isPositive();
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
