package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server under the load of a tool for some seconds.
 *
 * @param rate requests per second
 * @param p99 the latency in microseconds that 99 % do not exceed; not a number if the tool does not tell
 * @param serverMicros processor time of the server for each request
 */
record ToolSample(double rate, double p99, double serverMicros) {

    /** Runs the tool on the processor of the clients. */
    static ToolSample of(RunningServer server, LoadTool tool, Cores cores, LoadTool.Load load)
            throws UnavailableException, IOException, InterruptedException {
        List<String> command = new ArrayList<>(cores.clientPrefix());
        Path log = Files.createTempFile("requests", ".tsv");
        command.addAll(tool.command(server.address().getPort(), load, log));
        try {
            return measured(server, tool, command, log);
        } finally {
            Files.delete(log);
        }
    }

    private static ToolSample measured(RunningServer server, LoadTool tool, List<String> command, Path log)
            throws UnavailableException, IOException, InterruptedException {
        long cpu = server.cpuTime().toNanos();
        long start = System.nanoTime();
        String said = output(command);
        double elapsed = (System.nanoTime() - start) / 1e9;
        long used = server.cpuTime().toNanos() - cpu;
        double rate = tool.rate(said);
        return new ToolSample(rate, tool.p99(said, log).orElse(Double.NaN), used / 1e3 / (rate * elapsed));
    }

    /** {@return everything, for {@link Json}} */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("requestsPerSecond", rate);
        if (!Double.isNaN(p99)) {
            map.put("p99Micros", p99);
        }
        map.put("serverCpuMicrosPerRequest", serverMicros);
        return map;
    }

    private static String output(List<String> command)
            throws UnavailableException, IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UnavailableException("there is no " + command.getFirst() + " on this machine");
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new UnavailableException(String.join(" ", command) + ": " + said.strip());
        }
        return said;
    }
}
