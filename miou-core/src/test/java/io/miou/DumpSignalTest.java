package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Variant;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests that a signal prints the task tree, if a property asks for that. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGHUP to choose")
@Isolated
class DumpSignalTest {

    private static void send(String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(ProcessHandle.current().pid())).start()
                .waitFor()).isZero();
    }

    @OnEveryEngine
    void signalThatThePropertyNames_printsTheTree(Variant variant) {
        PrintStream former = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Property _ = Property.set(DumpSignal.PROPERTY, "USR2")) {
            variant.run(() -> {
                Promise<Void> child = Miou.task().named("child").async(() -> Miou.sleep(Duration.ofDays(1)));
                Miou.blocking(() -> send("USR2"));
                while (!printed.toString(StandardCharsets.UTF_8).contains("child (#")) {
                    Miou.sleep(Duration.ofMillis(1));
                }
                child.cancel();
            });
        } finally {
            System.setErr(former);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("main (#0) running");
    }

    @OnEveryEngine
    void propertyThatNamesNoSignal_isRefused(Variant variant) {
        try (Property _ = Property.set(DumpSignal.PROPERTY, "NOSUCH")) {
            assertThatIllegalArgumentException().isThrownBy(() -> variant.run(() -> {
            })).withMessageStartingWith("system property miou.dumpSignal: signal 'NOSUCH' cannot be handled");
        }
    }
}
