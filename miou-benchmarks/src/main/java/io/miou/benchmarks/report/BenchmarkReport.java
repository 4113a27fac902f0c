package io.miou.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program: renders the {@value #JMH} and the {@value #ECHO} of a directory, or one of them, as a page. A comparison that
 * was run in parts has more files, whose names begin like that: {@code echo-comparison-2.json}.
 */
public final class BenchmarkReport {

    static final String JMH = "jmh.json";
    static final String ECHO = "echo-comparison.json";

    private BenchmarkReport() {
    }

    /** @param arguments the directory, which also gets the page; by custom {@code docs/benchmarks/OS-ARCHITECTURE} */
    public static void main(String... arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("name the directory with " + JMH + " or " + ECHO + ", and nothing else");
        }
        System.out.println("written to " + write(Path.of(arguments[0])));
    }

    /** {@return the page} */
    static Path write(Path given) throws IOException {
        Path directory = given.toAbsolutePath().normalize();
        Path jmh = directory.resolve(JMH);
        List<String> echo = comparisons(directory);
        if (!Files.exists(jmh) && echo.isEmpty()) {
            throw new IllegalArgumentException("neither " + JMH + " nor " + ECHO + " is in " + directory
                    + ": copy there what the benchmarks have written to miou-benchmarks/target");
        }
        Page page = new Page();
        page.line("# Benchmarks on %s", directory.getFileName());
        page.line("");
        page.line("Results of one machine: the ratios carry, the times do not. A ratio to the floor is one to a virtual"
                + " thread on a bare carrier, the least that a switch can cost; the other to the JDK's virtual threads.");
        page.line("");
        StringBuilder text = new StringBuilder(page.toString());
        if (Files.exists(jmh)) {
            text.append(new JmhPage(Score.parse(Files.readString(jmh))).write(directory));
        }
        if (!echo.isEmpty()) {
            text.append(EchoPage.parse(echo.toArray(String[]::new)).write(directory));
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
