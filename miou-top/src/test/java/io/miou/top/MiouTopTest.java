package io.miou.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looks into another process, by its number and by a port, as plain text and in a real terminal. */
@Timeout(120)
class MiouTopTest {

    private static Victim victim;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void startVictim() throws IOException {
        victim = Victim.start();
    }

    @AfterAll
    static void endVictim() throws InterruptedException {
        victim.close();
    }

    private int run(String... arguments) {
        return MiouTop.run(new PrintWriter(out, true), new PrintWriter(errors, true), arguments);
    }

    @Test
    void once_printsDomainsTreeAndDeadlock() {
        assertThat(run("--once", victim.pid())).as(errors.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst())
                .startsWith("tasks: 4 live, 4 started, 0 failed; violations: 0; orphans: 0; disowned: 0; ");
        assertThat(lines).anyMatch(line -> line.matches(" +1 +0 +3 +0 +3 +\\d+ +\\d+% .*"))
                .anyMatch(line -> line.matches(" +1 +1 +1 +0 +1 +\\d+ +\\d+% .*"))
                .anyMatch(line -> line
                        .matches(" +\\S+ +\\S+ +0  main \\(#0\\) suspended on 3 children: left, right, sleeper"))
                .anyMatch(line -> line.matches(" +\\S+ +\\S+ +1    right \\(#2\\) suspended on a mutex held by .*"))
                .anyMatch(line -> line.contains("sleeper (#3) suspended on a sleep of PT24H, limit in 5"))
                .last().asString().startsWith("deadlock: left (#1) waits for a mutex held by task right (#2); ");
    }

    /** A deadlock, a domain that a fiber blocks, a failure that nobody awaits, a connection that nobody owns. */
    @Test
    void once_showsTheFaultsOfAProgram() throws Exception {
        try (Victim faulty = Victim.start(FaultyProgram.class)) {
            assertThat(run("--once", faulty.pid())).as(errors.toString()).isZero();
        }
        assertThat(out.toString().lines()).first().asString().contains(", 1 failed; ", "disowned: 1; ");
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("deadlock: left \\(#\\d+\\) waits for a mutex held by task right .*"))
                .anyMatch(line -> line.matches(" +1 +1 +3 +1 .* statistics"))
                .anyMatch(line -> line.matches(".* 1 +statistics \\(#\\d+\\) running"))
                .anyMatch(line -> line.matches(".* 1 +client \\(#\\d+\\) ready"))
                .anyMatch(line -> line.matches(".* reader \\(#\\d+\\) ended by .*NoSuchFileException: /no/such/file"))
                .anyMatch(line -> line.matches(" +has disowned TCP stream to /127.0.0.1:\\d+, by connector .*"));
    }

    @Test
    void filterAndSort_chooseTasks() {
        assertThat(run("--once", "--filter", "SLEEP of", "--sort", "name", victim.pid())).isZero();
        assertThat(out.toString()).contains("TASK, by name, with \"SLEEP of\"").contains("sleeper (#3)")
                .doesNotContain("  left (#1)");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Victim startAt(int port) throws IOException {
        return Victim.start("-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.rmi.port=" + port, "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Djava.rmi.server.hostname=127.0.0.1", "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false");
    }

    @Test
    void port_isAnotherWayIntoAProcess() throws Exception {
        int port = freePort();
        Victim started = null;
        for (int attempts = 0; started == null; attempts++) {
            try {
                started = startAt(port);
            } catch (IOException e) {
                // Another program may have taken the port meanwhile.
                assertThat(attempts).as("%s", e).isLessThan(10);
                port = freePort();
            }
        }
        try (Victim remote = started) {
            assertThat(remote.pid()).isNotEqualTo(victim.pid());
            assertThat(run("--once", "127.0.0.1:" + port)).as(errors.toString()).isZero();
        }
        assertThat(out.toString()).contains("sleeper (#3)");
    }

    @Test
    void noSuchProcess_isSaid() {
        assertThat(run("--once", "4194304999")).isEqualTo(1);
        assertThat(errors.toString()).isEqualTo(
                "miou-top: there is no process 4194304999: jps lists those of Java" + System.lineSeparator());
        assertThat(run("--once", "99999999999999999999")).isEqualTo(1);
        assertThat(errors.toString()).contains("there is no process 99999999999999999999: jps lists those of Java");
    }

    @Test
    void processThatIsNoJvm_isSaid() throws Exception {
        assumeTrue(Path.of("/bin/sleep").toFile().canExecute(), "there is no sleep to look into");
        Process sleep = new ProcessBuilder("/bin/sleep", "100").start();
        try {
            assertThat(run("--once", Long.toString(sleep.pid()))).isEqualTo(1);
            assertThat(errors.toString())
                    .startsWith("miou-top: process " + sleep.pid() + " cannot be attached to: it is no JVM")
                    .contains("choose one that jps lists");
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }

    @Test
    void jvmWithoutARun_isSaid() throws Exception {
        try (Victim hidden = Victim.start("-Dmiou.jmx=off")) {
            assertThat(run("--once", hidden.pid())).isEqualTo(1);
            assertThat(errors.toString()).startsWith("miou-top: no Miou program runs in " + hidden.pid());
        }
    }

    @Test
    void refusedPort_isSaid() throws Exception {
        // Bound, so that no other program gets the port, and not listening.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();
            assertThat(run("--once", "127.0.0.1:" + port)).isEqualTo(1);
            assertThat(errors.toString()).startsWith("miou-top: no JMX agent answers at 127.0.0.1:" + port)
                    .contains("-Dcom.sun.management.jmxremote.port=PORT");
        }
    }

    @Test
    void portThatIsNone_isSaid() {
        assertThat(run("--once", "127.0.0.1:port")).isEqualTo(1);
        assertThat(errors.toString()).startsWith("miou-top: 127.0.0.1:port is not HOST:PORT: name the port");
    }

    @Test
    void convert_makesATraceOfARecording(@TempDir Path directory) throws Exception {
        Path recorded = directory.resolve("run.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.miou.Task").withoutThreshold();
            recording.start();
            Miou.run(() -> Miou.yield());
            recording.dump(recorded);
        }
        Path trace = directory.resolve("run.perfetto");
        assertThat(run("convert", recorded.toString(), trace.toString())).as(errors.toString()).isZero();
        assertThat(trace).isNotEmptyFile();
        assertThat(run("convert", trace.toString(), directory.resolve("none").toString())).isEqualTo(1);
        assertThat(errors.toString()).startsWith("miou-top: " + trace + " was not converted (java.io.IOException");
    }

    @Test
    void wrongCommandLine_isRefusedWithTheUsage() {
        assertThat(run("neither")).isEqualTo(1);
        assertThat(errors.toString()).contains("neither is neither a process number nor HOST:PORT");
        assertThat(run("--interval", "0", victim.pid())).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("Name a process: PID, as jps prints it").contains("Usage: miou-top");
        assertThat(run("convert", "run.jfr")).isEqualTo(2);
        assertThat(errors.toString()).contains("Missing required parameter: 'FILE'");
    }

    @Test
    void terminal_showsTheTreeLiveAndTakesKeys() throws Exception {
        assumeTrue(Tmux.isInstalled(), "there is no tmux");
        try (Tmux tmux = Tmux.start(List.of("-cp", System.getProperty("java.class.path"), MiouTop.class.getName(),
                "--interval", "0.2", victim.pid()))) {
            tmux.await(screen -> screen.contains("sleeper (#3)") && screen.contains("deadlock: left (#1)")
                    && screen.contains("q quit"));
            tmux.press("Down", "Down", "Enter");
            tmux.await(screen -> screen.contains("right (#2), a child of #0") && screen.contains("waits for #1")
                    && screen.contains("owns a mutex") && !screen.contains("sleeper"));
            tmux.press("Escape");
            tmux.await(screen -> screen.contains("sleeper (#3)"));
            tmux.press("s");
            tmux.await(screen -> screen.contains("TASK, by age"));
            tmux.press("/");
            tmux.type("sleep of");
            tmux.press("Enter");
            tmux.await(screen -> screen.contains("with \"sleep of\"") && screen.contains("sleeper (#3)")
                    && !screen.contains("  left (#1)"));
            tmux.press("q");
            tmux.awaitEnd();
        }
    }

    @Test
    void plainText_isAsWideAsItsContent() {
        String wide = "x".repeat(300);
        Miou.run(() -> {
            Promise<Void> sleeper = Miou.task().named(wide).async(() -> Miou.yield());
            String page = String.join("\n", new Page(Snapshot.of(Miou.metrics(), 10), null).whole(View.FIRST).lines());
            assertThat(page).contains(wide + " (#1) ready");
            sleeper.await();
        });
    }

    /** A terminal of its own. */
    private static final class Tmux implements AutoCloseable {

        private final String server = "miou-top-test-" + ProcessHandle.current().pid();

        static boolean isInstalled() {
            try {
                return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
            } catch (IOException | InterruptedException e) {
                return false;
            }
        }

        static Tmux start(List<String> java) throws Exception {
            Tmux tmux = new Tmux();
            String command = "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' '"
                    + String.join("' '", java) + "'";
            tmux.call("new-session", "-d", "-x", "130", "-y", "24", command);
            return tmux;
        }

        private String call(String... arguments) throws Exception {
            List<String> command = new ArrayList<>(List.of("tmux", "-L", server, "-f", "/dev/null"));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return printed;
        }

        void press(String... keys) throws Exception {
            for (String key : keys) {
                call("send-keys", key);
            }
        }

        void type(String text) throws Exception {
            call("send-keys", "-l", text);
        }

        void await(Predicate<String> condition) throws Exception {
            String screen = call("capture-pane", "-p");
            while (!condition.test(screen)) {
                if (screen.contains("no server running")) {
                    throw new AssertionError("the program has ended");
                }
                Thread.sleep(50);
                screen = call("capture-pane", "-p");
            }
        }

        void awaitEnd() throws Exception {
            while (!call("list-sessions").contains("no server running")) {
                Thread.sleep(50);
            }
        }

        @Override
        public void close() throws Exception {
            call("kill-server");
        }
    }
}
