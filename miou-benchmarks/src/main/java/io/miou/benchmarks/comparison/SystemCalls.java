package io.miou.benchmarks.comparison;

import io.miou.benchmarks.load.Interval;
import io.miou.benchmarks.load.Load;
import io.miou.benchmarks.load.Messages;
import io.miou.benchmarks.load.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of system calls, by name, that a server makes for one message. strace counts them, which makes the server
 * very slow.
 */
final class SystemCalls {

    /** A row in the table of strace -c: share, seconds, microseconds per call, calls, errors if any, name. */
    private static final Pattern ROW = Pattern
            .compile("\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+(?:\\d+\\s+)?(\\w+)");
    private static final int SECONDS_TO_ATTACH = 10;

    private SystemCalls() {
    }

    static Map<String, Double> perMessage(RunningServer server, Demand demand, Duration duration)
            throws IOException, InterruptedException, UnavailableException {
        Messages messages = demand.exchange().messages();
        try (Wire wire = Wire.connect(server.address(), demand.connections(), messages)) {
            Load load = demand.load(wire, messages);
            load.run(Duration.ofMillis(500));
            server.awaitQuiet();
            Path table = Files.createTempFile("strace", ".txt");
            try {
                Process strace = attach(server, table);
                Interval interval;
                try {
                    interval = load.run(duration);
                } finally {
                    interrupt(strace);
                }
                return divide(parse(Files.readAllLines(table)), interval.total());
            } finally {
                Files.delete(table);
            }
        }
    }

    private static Process attach(RunningServer server, Path table) throws UnavailableException, IOException {
        Process strace;
        try {
            strace = new ProcessBuilder("strace", "-c", "-f", "-o", table.toString(), "-p",
                    String.valueOf(server.pid())).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UnavailableException("there is no strace on this machine");
        }
        BufferedReader said = strace.inputReader();
        String first = said.readLine();
        if (first == null || !first.contains("attached")) {
            strace.destroy();
            throw new UnavailableException("strace: " + first);
        }
        Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {
            // strace writes a line for each thread that it follows, and would block if nothing read them.
        }));
        return strace;
    }

    /** Interrupts strace as Ctrl-C does: it detaches from the server and writes its table. */
    private static void interrupt(Process strace) throws IOException, InterruptedException, UnavailableException {
        Command.run("kill", "-INT", String.valueOf(strace.pid()));
        if (!strace.waitFor(SECONDS_TO_ATTACH, TimeUnit.SECONDS)) {
            strace.destroyForcibly();
            throw new UnavailableException("strace did not end after SIGINT");
        }
    }

    /** {@return the number of times that each call was made, most often first} */
    static Map<String, Long> parse(List<String> table) {
        Map<String, Long> calls = new LinkedHashMap<>();
        table.stream().map(ROW::matcher).filter(Matcher::matches)
                .filter(row -> !row.group(2).equals("total"))
                .sorted((a, b) -> Long.compare(Long.parseLong(b.group(1)), Long.parseLong(a.group(1))))
                .forEach(row -> calls.put(row.group(2), Long.parseLong(row.group(1))));
        return calls;
    }

    private static Map<String, Double> divide(Map<String, Long> calls, long messages) {
        Map<String, Double> each = new LinkedHashMap<>();
        calls.forEach((name, count) -> each.put(name, (double) count / messages));
        return each;
    }
}
