package io.miou.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.plot.ParsedSvg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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

    /** A result of JMH in its form, with three iterations. The second is the median. */
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
                "| 2 fibers | Miou, nio | 110 ns | 55.0 ns | 990 ns | 24.0 B | 1.10 x | 0.250 x |")
                .contains("| 2 fibers | bare virtual threads | 100 ns | 50.0 ns | 900 ns | 24.0 B | 1.00 x | 0.227 x |")
                .contains("![Yield to the next fiber](yield.svg)").doesNotContain("Echo servers");
        assertThat(ParsedSvg.of(directory.resolve("yield.svg")).texts()).contains("Yield to the next fiber",
                "1 = virtual threads", "2 fibers", "Miou, nio", "110 ns", "bare virtual threads", "virtual threads");
    }

    @Test
    void tableOfCosts_hasAColumnForEachWhoTookPart(@TempDir Path directory) throws Exception {
        String half = sample(50_000);
        Files.writeString(directory.resolve(BenchmarkReport.ECHO),
                ECHO.replace("16384", "64").replace("1000,", "64,").formatted(sample(90_000), sample(100_000),
                        sample(110_000), half, half, half, sample(9), sample(9)));
        Files.writeString(directory.resolve("echo-comparison-large.json"),
                ECHO.formatted(half, half, half, half, half, half, half, half));
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
                "| echo, 64 connections: a message | 10.0 µs | – | – | – | – | – | – | – | 20.0 µs |");
        assertThat(ParsedSvg.of(directory.resolve("spawn.svg")).texts()).contains("30.0 µs",
                "A bar with a gap is longer than it is drawn.");
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
    void everyBenchmark_hasWordsForItsCases() {
        var benchmarks = BenchmarkList.defaultList().getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
        assertThat(benchmarks).isNotEmpty().allSatisfy(benchmark -> {
            String name = benchmark.getUserClassQName().replaceAll(".*\\.|Benchmark$", "");
            Subject subject = Subject.of(name);
            assertThat(Subject.ALL).as(name).contains(subject);
            benchmark.getParams().orElse(Map.of()).forEach((parameter, values) -> {
                if (!List.of("fibers", "backend").contains(parameter)) {
                    assertThat(values).allSatisfy(
                            value -> assertThat(subject.cases()).as(name).containsKey(parameter + "=" + value));
                }
            });
        });
    }

    @Test
    void contenders_haveNamesThatPeopleUse(@TempDir Path directory) throws Exception {
        String both = "\"fibers\": \"portable\", \"backend\": \"epoll\"";
        String page = pageOf(directory, score("FanOutBenchmark.oneAfterTheOther", "\"microseconds\": \"20\"", 1e-4),
                score("ChannelBenchmark.miouPingPong", "\"capacity\": \"64\", " + both, 600),
                score("ChannelBenchmark.virtualThreadsPingPongOnOneCarrier", "\"capacity\": \"64\"", 200),
                score("ChannelBenchmark.virtualThreadsPingPong", "\"capacity\": \"64\"", 300),
                score("ChannelBenchmark.miouStream", "\"capacity\": \"0\", " + both, 50),
                score("OwnershipBenchmark.ownAndClose", both, 30),
                score("TimeoutBenchmark.timerThatWouldInterrupt", "", 100),
                score("RecordingBenchmark.miouSpawn", "\"recording\": \"default\", " + both, 500),
                score("RecordingBenchmark.miouSpawn", "\"recording\": \"none\", " + both, 250));

        assertThat(page).contains("| 20 µs of work each | no tasks, in turn | 0 ns |",
                "| buffer of 64, two fibers in turn | Miou, portable, epoll | 600 ns |",
                "| buffer of 64, two fibers in turn | virtual threads, 1 carrier | 200 ns |",
                "| no buffer, a stream from one to the other | Miou, portable, epoll | 50.0 ns |",
                "| own a resource and close it | Miou, portable, epoll | 30.0 ns |",
                "|  | a timer of the JDK | 100 ns |",
                "| start a task and await it: Miou, portable, epoll | settings: default | 500 ns |");
        assertThat(ParsedSvg.of(directory.resolve("channel.svg")).texts())
                .contains("Only in the table: no buffer, a stream from one to the other.").doesNotContain("50.0 ns");
        assertThat(ParsedSvg.of(directory.resolve("recording.svg")).texts()).contains("1 = no recording");
        assertThat(ParsedSvg.of(directory.resolve("ownership.svg")).texts()).contains("30.0 ns", "ns")
                .noneMatch(text -> text.startsWith("1 = "));
    }

    @Test
    void sixMeasurements_areDrawnBesideVirtualThreads(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(BenchmarkReport.ECHO), ECHO.replace("16384", "64")
                .replace("netty-nio", "virtual-threads").formatted(Collections.nCopies(8, sample(1)).toArray()));
        pageOf(directory, score("SpawnBenchmark.miou", "\"fibers\": \"carried\"", 300),
                score("SpawnBenchmark.virtualThreads", "", 600),
                score("CancelBenchmark.miou", "\"fibers\": \"carried\"", 900));

        assertThat(ParsedSvg.of(directory.resolve(Highlights.PLOT)).texts()).contains("1 = virtual threads",
                "start a task and await it", "300 ns", "600 ns",
                "processor time of an echo, 1,000 connections, half load", "5,000 ns")
                .noneMatch(text -> text.startsWith("cancel"));
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
                ECHO.formatted(sample(90_000), sample(1), sample(100_000), sample(45_000), sample(2), sample(40_000),
                        sample(9), sample(9)));

        String page = Files.readString(BenchmarkReport.write(directory));

        assertThat(page).contains("| echo 16 KiB | 1,000 | 2.00 [0.50, 2.50] |")
                .contains("| echo 16 KiB | 1,000 | 1.00 [1.00, 1.00] |")
                .contains(
                        "| echo 16 KiB | 1,000 | closed loop | miou-nio | 90,000 | 1.50 | 9.00 | 20.0 | 5,000 | 2.50 |")
                .contains("| echo 16 KiB | 1,000 | open loop of 9 messages/s | netty-nio | 9.00 | 1.50 | 9.00 |")
                .contains("- Skipped: c: there is no cc (echo 16 KiB on 1,000)");
        assertThat(ParsedSvg.of(directory.resolve("echo-rate.svg")).texts()).contains(
                "Messages per second of Miou on nio beside other servers", "1 = as many",
                "echo 16 KiB, 1,000 connections", "Netty, NIO", "2.00 [0.50, 2.50]").doesNotContain("netty-nio");
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
        assertThatThrownBy(() -> EchoResult.parse("{}")).hasMessageContaining("comparison");
        assertThatThrownBy(() -> RunFacts.parse("{}")).hasMessageContaining("suite");
    }
}
