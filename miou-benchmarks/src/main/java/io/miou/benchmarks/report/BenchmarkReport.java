package io.miou.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Renders the {@value #JMH} and the {@value #ECHO} of a directory, or one of them, as a page. A comparison that was run
 * in parts has more files, whose names begin like that: {@code echo-comparison-2.json}.
 */
public final class BenchmarkReport {

    /** The file that JMH has written. */
    public static final String JMH = "jmh.json";
    /** The file that the comparison of echo servers has written. */
    public static final String ECHO = "echo-comparison.json";
    /** The file with the suite's facts about its run; a page may do without it. */
    public static final String RUN = "run.json";

    private static final String INTRODUCTION = """
            What an operation costs, the median of all iterations, beside the floor: bare virtual threads on a scheduler that is a
            queue, the least that a switch can cost; for a call after a pause two threads that park, for echo a server in C. "virtual
            threads" have the JDK's scheduler as it is, "parallelism 1" the same with one thread, as a domain has; of echo
            servers each has one. Results of one machine: the ratios carry, the times do not.
            """;

    private BenchmarkReport() {
    }

    /** {@return the page} */
    public static Path write(Path given) throws IOException {
        Path directory = given.toAbsolutePath().normalize();
        Path jmh = directory.resolve(JMH);
        Path run = directory.resolve(RUN);
        List<String> echo = comparisons(directory);
        if (!Files.exists(jmh) && echo.isEmpty()) {
            throw new IllegalArgumentException("neither " + JMH + " nor " + ECHO + " is in " + directory
                    + ": run the benchmarks, or copy there what they have written to miou-benchmarks/target");
        }
        List<Score> measured = Files.exists(jmh) ? Score.parse(Files.readString(jmh)) : List.of();
        List<Score> all = new ArrayList<>(measured);
        for (String json : echo) {
            all.addAll(EchoScores.parse(json));
        }
        StringBuilder text = new StringBuilder("# Benchmarks on " + directory.getFileName() + "\n\n");
        text.append(INTRODUCTION).append('\n').append(new CostTable(all).write());
        if (Files.exists(run)) {
            RunFacts facts = RunFacts.parse(Files.readString(run));
            text.append(facts.machine()).append("\n\n").append(facts.skipped());
        }
        List<EchoResult> servers = echo.stream().flatMap(json -> EchoResult.parse(json).stream()).toList();
        new Highlights(measured, servers).write(directory);
        text.append(new JmhPage(measured).write(directory));
        if (!servers.isEmpty()) {
            text.append(new EchoPage(servers).write(directory));
        }
        return Files.writeString(directory.resolve("README.md"), text.toString().stripTrailing() + "\n");
    }

    private static List<String> comparisons(Path directory) throws IOException {
        String beginning = ECHO.replace(".json", "");
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.startsWith(beginning) && name.endsWith(".json")) {
                        found.add(Files.readString(file));
                    }
                }
            }
        }
        return found;
    }
}
