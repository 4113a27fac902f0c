package io.miou.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, for facts that hold once in a process: what was loaded first, which flags were given,
 * how much memory there is. It is the Java that runs the tests, with their class path.
 *
 * @param main the class with {@code static void main(String[])}
 * @param flags of the JVM
 */
public record FreshJvm(Class<?> main, List<String> flags) {

    /**
     * Flags that suppress what the JVM, a library of a test tool and, on a busy machine, the watchdog would print
     * although nothing is wrong. A program that is about the watchdog sets it after these.
     */
    private static final List<String> QUIET = List.of("--enable-native-access=ALL-UNNAMED",
            "-Dslf4j.internal.verbosity=ERROR", "-Dmiou.watchdog=off");

    /**
     * Flags for a program that is not about its stack or heap: it ends before more compilers and threads would pay off.
     */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The end of the program: its exit code, and its output on both streams. */
    public record Ended(int exitCode, String output) {
    }

    /** A program that may use Miou: the JVM has the flag that fibers need. */
    public static FreshJvm of(Class<?> main, String... flags) {
        List<String> all = new ArrayList<>(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        all.addAll(List.of(flags));
        return new FreshJvm(main, all);
    }

    /** A program that uses a variant; its JVM has the flag only if the engine needs it. */
    public static FreshJvm of(Variant variant, Class<?> main, String... flags) {
        FreshJvm jvm = variant.engine().equals("carried") ? of(main, flags) : new FreshJvm(main, List.of(flags));
        List<String> all = new ArrayList<>(jvm.flags());
        all.add("-Dmiou.fibers=" + variant.engine());
        all.add("-Dmiou.backend=" + variant.backend());
        return new FreshJvm(main, all);
    }

    /** A program whose JVM lacks the flag that fibers need. */
    public static FreshJvm withoutFlag(Class<?> main, String... flags) {
        return new FreshJvm(main, List.of(flags));
    }

    /** Returns a builder that starts the program, for tests that need a process. */
    public ProcessBuilder builder() {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(QUIET);
        if (flags.stream().noneMatch(flag -> flag.startsWith("-X"))) {
            command.addAll(SHORT_LIVED);
        }
        command.addAll(flags);
        command.add(main.getName());
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Returns a builder that starts the program with as few descriptors as the limit says. */
    public ProcessBuilder builderWithDescriptors(int limit) {
        ProcessBuilder limited = builder();
        List<String> command = new ArrayList<>(
                List.of("/bin/bash", "-c", "ulimit -n " + limit + " && exec \"$@\"", "bash"));
        command.addAll(limited.command());
        return limited.command(command);
    }

    /** Runs it to its end, with as few descriptors as the limit says; see {@link #run}. */
    public Ended runWithDescriptors(int limit) throws IOException, InterruptedException {
        return run(builderWithDescriptors(limit), PATIENCE);
    }

    /** Runs it to its end; one that hangs is killed and fails the test with what it has written. */
    public Ended run() throws IOException, InterruptedException {
        return run(PATIENCE);
    }

    /** Runs the program as {@link #run()} does, with a longer patience. */
    public Ended run(Duration patience) throws IOException, InterruptedException {
        return run(builder(), patience);
    }

    private Ended run(ProcessBuilder builder, Duration patience) throws IOException, InterruptedException {
        Path output = Files.createTempFile("fresh-jvm", ".txt");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(main.getName() + " hangs; it wrote:\n" + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
