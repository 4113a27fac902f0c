package io.miou.benchmarks.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The driver's end of the subject. Confined to one thread. */
final class SubjectProcess implements AutoCloseable {

    private static final int SECONDS_TO_END = 30;

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final PrintWriter commands;
    private final InetSocketAddress address;

    private SubjectProcess(Process process, Path errors, BufferedReader output, int port) {
        this.process = process;
        this.errors = errors;
        this.output = output;
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        address = new InetSocketAddress("127.0.0.1", port);
    }

    /** Starts it and waits until it listens. */
    static SubjectProcess start(SoakPlan plan, Variant variant)
            throws UnavailableException, IOException, InterruptedException {
        Path errors = Files.createTempFile("errors-of-the-subject", ".txt");
        errors.toFile().deleteOnExit();
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx256m", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dmiou.backend=" + variant.backend(),
                "-Dmiou.fibers=" + variant.fibers(), "-cp", System.getProperty("java.class.path"),
                Subject.class.getName(), String.valueOf(plan.patience().toMillis()), plan.leak().name());
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String port = output.readLine();
        if (port != null) {
            return new SubjectProcess(process, errors, output, Integer.parseInt(port));
        }
        String said = Files.readString(errors).strip();
        if (process.waitFor() == Subject.UNAVAILABLE) {
            throw new UnavailableException(said);
        }
        throw new IOException("the subject did not start: " + said);
    }

    InetSocketAddress address() {
        return address;
    }

    void work() {
        commands.println("work");
    }

    void rest() {
        commands.println("rest");
    }

    /** Collects its garbage, and asks. */
    Vitals measure() throws IOException {
        commands.println("measure");
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the subject has ended: " + said());
        }
        return Vitals.parse(line);
    }

    /** {@return the text that it has written to its standard error} */
    String said() throws IOException {
        return Files.readString(errors).strip();
    }

    /**
     * Ends it by the end of its input: its run has to end then, with nothing left behind.
     *
     * @return what is wrong with how it ended
     */
    Optional<String> end() throws IOException, InterruptedException {
        commands.close();
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            return Optional.of("the subject did not end with its input: " + said());
        }
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of("the subject ended with exit status " + process.exitValue() + ": " + said());
    }

    /** Kills the subject if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
