package io.miou.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.miou.Miou;
import io.miou.sync.Trigger;
import io.miou.testing.FreshJvm;
import io.miou.testing.Slow;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The signals that end a process, which a program of its own gets from outside. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals from outside")
@Slow
class SignalsInAFreshJvmTest {

    /** Stops in order at the first signal; after that, the second ends the process in the JVM's way. */
    static final class Program {

        private Program() {
        }

        static void main(String[] arguments) throws InterruptedException {
            String signal = System.getProperty("signal");
            Miou.run(() -> {
                Trigger stop = new Trigger();
                try (Signals _ = Signals.on(signal, stop::signal)) {
                    System.out.println("ready");
                    boolean finished = Miou.until(stop, () -> Miou.sleep(Duration.ofDays(1)));
                    System.out.println(finished ? "finished" : "stopped in order");
                }
            });
            if (Boolean.getBoolean("stay")) {
                System.out.println("the run is over");
                Thread.sleep(Duration.ofDays(1));
            }
        }
    }

    private static Process start(String signal, boolean stay) throws IOException {
        return FreshJvm.of(Program.class, "-Dsignal=" + signal, "-Dstay=" + stay).builder().start();
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    private static List<String> readUntil(BufferedReader output, String last) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.equals(last)) {
                return lines;
            }
        }
        throw new AssertionError("it ended without '" + last + "', and wrote " + lines);
    }

    /** A shell starts background jobs with INT ignored, and a JVM leaves it at that. */
    private static void assumeIsNotIgnored(String signal, int number) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
                    .orElse("SigIgn: 0").substring("SigIgn:".length()).strip();
            assumeFalse((Long.parseUnsignedLong(ignored, 16) >> number - 1 & 1) == 1,
                    "these tests were started with signal " + signal + " ignored");
        }
    }

    @ParameterizedTest
    @CsvSource({"INT,2", "TERM,15", "HUP,1"})
    void signalFromOutside_letsTheProgramStopInOrder(String signal, int number) throws Exception {
        assumeIsNotIgnored(signal, number);
        Process process = start(signal, false);
        try (BufferedReader output = process.inputReader()) {
            readUntil(output, "ready");
            send(signal, process);
            readUntil(output, "stopped in order");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"INT,2", "TERM,15"})
    void secondSignalAfterTheClose_endsTheProcessAsEver(String signal, int number) throws Exception {
        assumeIsNotIgnored(signal, number);
        Process process = start(signal, true);
        try (BufferedReader output = process.inputReader()) {
            readUntil(output, "ready");
            send(signal, process);
            readUntil(output, "the run is over");
            send(signal, process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + number);
        } finally {
            process.destroyForcibly();
        }
    }
}
