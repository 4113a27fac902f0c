package io.miou.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program: renders the {@value #JMH} and the {@value #ECHO} of a directory, or one of them, as a page. */
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
        Path echo = directory.resolve(ECHO);
        if (!Files.exists(jmh) && !Files.exists(echo)) {
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
        if (Files.exists(echo)) {
            text.append(EchoPage.parse(Files.readString(echo)).write(directory));
        }
        return Files.writeString(directory.resolve("README.md"), text.toString().stripTrailing() + "\n");
    }
}
