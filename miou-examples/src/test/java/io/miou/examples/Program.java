package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.OS;

/** A program in a process of its own, ended with the test at the latest. What it prints is collected line by line. */
final class Program implements AutoCloseable {

    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final Lines output;
    private final Lines errors;

    private Program(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        process = builder.start();
        output = new Lines(process.getInputStream());
        errors = new Lines(process.getErrorStream());
    }

    /** Starts any command. */
    static Program start(List<String> command) throws IOException {
        return start(command, Map.of());
    }

    /** Starts any command, with more variables in its environment. */
    static Program start(List<String> command, Map<String, String> environment) throws IOException {
        return new Program(command, environment);
    }

    /** Starts an example as a user would: its main class, in a fresh JVM. */
    static Program example(Class<?> main, Object... args) throws IOException {
        return exampleWith(List.of(), main, args);
    }

    /** Starts an example with more options of the JVM. */
    static Program exampleWith(List<String> options, Class<?> main, Object... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-cp", ClassArchive.CLASS_PATH));
        all.addAll(options);
        String fibers = System.getProperty("miou.fibers");
        if (fibers != null) {
            all.add("-Dmiou.fibers=" + fibers);
        }
        all.add(main.getName());
        for (Object arg : args) {
            all.add(arg.toString());
        }
        return java(all);
    }

    /** Starts the JVM that runs this test. */
    static Program java(List<String> args) throws IOException {
        List<String> command = new ArrayList<>(WithDefaultSignals.PREFIX);
        command.add(javaTool("java"));
        // It ends before the optimising compiler would pay off.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(ClassArchive.OPTIONS);
        command.addAll(args);
        return start(command);
    }

    static String javaTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    static boolean exists(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            process.getInputStream().readAllBytes();
            process.waitFor();
            return true;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    Process process() {
        return process;
    }

    /** Waits for a line of the output and gives what the pattern's first group matches. */
    String awaitOutput(String pattern) {
        return output.await(pattern, this);
    }

    /** Waits for a line of the error output. */
    String awaitError(String pattern) {
        return errors.await(pattern, this);
    }

    /** Returns everything it has printed, after it has ended. */
    String output() {
        return output.all();
    }

    String errors() {
        return errors.all();
    }

    void send(String text) throws IOException {
        process.getOutputStream().write(text.getBytes());
        process.getOutputStream().flush();
    }

    /** Sends a signal; where there are none, the test is skipped. */
    void signal(String name) throws IOException, InterruptedException {
        assumeFalse(OS.WINDOWS.isCurrentOs(), "Windows has no signals from outside");
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
        assertThat(kill.waitFor()).as("exit status of kill").isZero();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("has ended; it printed:%n%s", this).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return output.soFar() + errors.soFar();
    }

    /**
     * A process started in the background by a shell ignores SIGINT, and so does every child of it: a test of Ctrl-C
     * has to undo that.
     */
    private static final class WithDefaultSignals {
        static final List<String> PREFIX = exitsWithZero("env", "--default-signal=INT", "true")
                ? List.of("env", "--default-signal=INT")
                : List.of();

        private static boolean exitsWithZero(String... command) {
            try {
                return new ProcessBuilder(command).start().waitFor() == 0;
            } catch (IOException | InterruptedException _) {
                return false;
            }
        }
    }

    /** The lines of a stream, read by a thread. */
    private static final class Lines {

        private final List<String> lines = new ArrayList<>();
        private final Thread reader;

        Lines(InputStream stream) {
            reader = Thread.ofPlatform().daemon().start(() -> {
                try (BufferedReader text = new BufferedReader(new java.io.InputStreamReader(stream))) {
                    for (String line = text.readLine(); line != null; line = text.readLine()) {
                        add(line);
                    }
                } catch (IOException e) {
                    add("(cannot be read: " + e + ")");
                }
            });
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        synchronized String soFar() {
            return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        }

        String all() {
            try {
                assertThat(reader.join(java.time.Duration.ofSeconds(LIMIT_SECONDS))).as("the stream has ended")
                        .isTrue();
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException(e));
            }
            return soFar();
        }

        synchronized String await(String pattern, Program program) {
            Pattern compiled = Pattern.compile(pattern);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (true) {
                for (String line : lines) {
                    Matcher matcher = compiled.matcher(line);
                    if (matcher.find()) {
                        return matcher.groupCount() == 0 ? line : matcher.group(1);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !reader.isAlive()) {
                    throw new AssertionError("no line matches '" + pattern + "'; it printed:\n" + program);
                }
                try {
                    wait(Math.min(left, 100));
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }
}
