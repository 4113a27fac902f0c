package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of the tools, as they print it, is read. */
class LoadToolTest {

    @TempDir
    Path folder;

    private static final String WRK = """
              Thread Stats   Avg      Stdev     Max   +/- Stdev
              Latency Distribution
                 50%  431.00us
                 99%    6.55ms
              885312 requests in 8.00s, 85.27MB read
            Requests/sec: 110613.34
            """;

    @Test
    void wrk_tellsRateAndPercentile() throws Exception {
        assertThat(LoadTool.WRK.rate(WRK)).isEqualTo(110_613.34);
        assertThat(LoadTool.WRK.p99(WRK, folder).orElseThrow()).isEqualTo(6550);
    }

    @Test
    void refusedRequests_areNoResult() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LoadTool.WRK.rate("  Non-2xx or 3xx responses: 7\n" + WRK));
    }

    @Test
    void h2load_tellsTheRate_andItsLogThePercentile() throws Exception {
        String said = "finished in 2.00s, 50123.50 req/s, 1.43MB/s\n"
                + "requests: 100247 total, 100503 started, 100247 done, 100247 succeeded, 0 failed, 0 errored";
        assertThat(LoadTool.H2LOAD.rate(said)).isEqualTo(50_123.50);
        Path log = folder.resolve("log");
        List<String> requests = LongStream.rangeClosed(1, 200).mapToObj(i -> "1700000000000000\t200\t" + 10 * i)
                .collect(Collectors.toList());
        Collections.reverse(requests);
        assertThat(LoadTool.H2LOAD.p99(said, Files.write(log, requests)).orElseThrow()).isEqualTo(1980);
        assertThat(LoadTool.H2LOAD.p99(said, Files.write(log, List.of()))).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> LoadTool.H2LOAD.rate(said.replace("0 failed", "1 failed")));
    }

    @Test
    void redisBenchmark_rateIsThatOfAsManyOfEach_andTheLongerPercentile() throws Exception {
        String said = """
                "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max"
                "SET","100000.00","0.255","0.136","0.247","0.311","0.500","1.111"
                "GET","50000.00","0.253","0.128","0.247","0.311","0.400","0.831"
                """;
        assertThat(LoadTool.REDIS.rate(said)).isCloseTo(66_666.7, within(0.1));
        assertThat(LoadTool.REDIS.p99(said, folder).orElseThrow()).isEqualTo(500);
    }
}
