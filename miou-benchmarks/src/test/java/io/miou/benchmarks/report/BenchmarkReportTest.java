package io.miou.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.plot.ParsedSvg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

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

    /** A result of JMH in its form, with three iterations of which the second is the median. */
    private static String score(String name, String parameters, double time, String figures) {
        return """
                {"benchmark": "io.miou.benchmarks.%s", "mode": "avgt", "params": {%s},
                 "primaryMetric": {"score": 12345, "scoreUnit": "ns/op", "rawData": [[%s, %s], [%s]]},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 24.0, "rawData": [[23, 24], [25]]}%s}}
                """.formatted(name, parameters, time / 2, time, time * 9, figures);
    }

    private static String score(String name, String parameters, double time) {
        return score(name, parameters, time, "");
    }

    private static String pageOf(Path directory, String... scores) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.JMH), "[" + String.join(",", scores) + "]");
        return Files.readString(BenchmarkReport.write(directory));
    }

    @Test
    void scoresOfJmh_becomeRatiosToTheFloorAndToVirtualThreads(@TempDir Path directory) throws Exception {
        String page = pageOf(directory,
                score("YieldBenchmark.miou", "\"count\": \"2\", \"fibers\": \"carried\", \"backend\": \"nio\"", 110),
                score("YieldBenchmark.bareCarriedThreads", "\"count\": \"2\"", 100),
                score("YieldBenchmark.virtualThreads", "\"count\": \"2\"", 440));

        assertThat(page).contains(
                "| count=2 | miou, carried, nio | 110 ns | 55.0 ns | 990 ns | 24.0 B | 1.10 x | 0.250 x |")
                .contains("| count=2 | bareCarriedThreads | 100 ns | 50.0 ns | 900 ns | 24.0 B | 1.00 x | 0.227 x |")
                .contains("![Yield](yield.svg)").doesNotContain("Echo servers");
        assertThat(ParsedSvg.of(directory.resolve("yield.svg")).count("path")).isPositive();
    }

    @Test
    void tableOfCosts_hasAColumnForEachWhoTookPart(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.ECHO),
                ECHO.formatted(sample(90_000), sample(100_000), sample(110_000), sample(50_000)));
        String page = pageOf(directory,
                score("SpawnBenchmark.miou", "\"fibers\": \"portable\"", 30_000),
                score("SpawnBenchmark.miou", "\"fibers\": \"carried\"", 300),
                score("SpawnBenchmark.bareCarriedThreads", "", 200),
                score("SpawnBenchmark.virtualThreads", "", 500),
                score("SpawnBenchmark.virtualThreadsOnOneCarrier", "", 400),
                score("SpawnBenchmark.structuredTaskScope", "", 600),
                score("SpawnBenchmark.kotlin", "", 100),
                score("ColdCallBenchmark.twoParkingThreads", "", 1e7, ", \"p50\": {\"rawData\": [[7, 8, 9]]}"));

        assertThat(page).contains(
                "| | Miou, carried | Miou, portable | floor | carried, to the floor | virtual threads | parallelism 1"
                        + " | StructuredTaskScope | Kotlin | Netty |",
                "| spawn and await | 300 ns | 30.0 µs | 200 ns | 1.50 x | 500 ns | 400 ns | 600 ns | 100 ns | – |",
                "| call and await, after 10 ms idle | – | – | 8.00 ns | – | – | – | – | – | – |",
                "| echo, 64 connections: a message | 10.0 µs | – | – | – | – | – | – | – | 20.0 µs |",
                "Too much to be drawn beside the others: miou, portable.");
    }

    @Test
    void everyRowOfTheTable_isMeasuredBySomeBenchmark() {
        var benchmarks = BenchmarkList.defaultList().getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
        for (CostTable.Case row : CostTable.CASES) {
            if (!row.benchmark().equals("Echo")) {
                String[] parameter = row.parameters().split("=");
                assertThat(benchmarks).as(row.title()).anyMatch(benchmark -> benchmark.getUserClassQName()
                        .endsWith("." + row.benchmark() + "Benchmark") && benchmark.getUsername().contains(row.method())
                        && (parameter.length == 1 || List
                                .of(benchmark.getParams().orElse(Map.of()).getOrDefault(parameter[0], new String[0]))
                                .contains(parameter[1])));
            }
        }
    }

    @Test
    void factsOfTheRun_areToldWithWhatWasLeftOut(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.RUN), """
                {"date": "2026-01-02", "form": "quick", "system": "Linux 6", "architecture": "amd64", "processors": 2,
                 "java": "VM 25", "skipped": {"backend kqueue": "not\nmacOS"}}
                """);
        String page = pageOf(directory, score("SpawnBenchmark.kotlin", "", 100));

        assertThat(page).contains("Linux 6, amd64, 2 processors; VM 25; 2026-01-02, form `quick`.")
                .contains("- backend kqueue: not macOS\n");
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
        assertThatThrownBy(() -> RunFacts.parse("{}")).hasMessageContaining("suite");
    }
}
