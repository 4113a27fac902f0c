package io.miou.top;

import io.miou.Miou;
import io.miou.MiouMXBean;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Latch;
import io.miou.sync.Mutex;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** A process to look into: two tasks that wait for each other, and one that sleeps. */
final class Victim implements AutoCloseable {

    private final Process process;

    private Victim(Process process) {
        this.process = process;
    }

    static void main() {
        Miou.launcher().domains(1).run(() -> {
            Mutex one = new Mutex();
            Mutex two = new Mutex();
            Latch bothHold = new Latch(2);
            List<Promise<Void>> all = new ArrayList<>();
            all.add(Miou.task().named("left").async(() -> lockBoth(one, two, bothHold)));
            all.add(Miou.task().named("right").call(() -> lockBoth(two, one, bothHold)));
            all.add(Miou.task().named("sleeper").async(() -> Miou.timeout(Duration.ofHours(1), () -> {
                Miou.sleep(Duration.ofDays(1));
            })));
            beginOnce("suspended on 3 children", "suspended on a sleep", "deadlock");
            List<Outcome<Void>> _ = Miou.awaitAll(all);
        });
    }

    /**
     * Starts a thread that is no task. It says that the program has begun once the tree of tasks matches all patterns,
     * and the bean is there, which a thread of the run registers.
     */
    static void beginOnce(String... patterns) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!Stream.of(patterns).allMatch(one -> Pattern.compile(one).matcher(Miou.dump().toString()).find())
                    || !isVisible()) {
                LockSupport.parkNanos(1_000_000);
            }
            System.out.println("begun");
        });
    }

    private static boolean isVisible() {
        try {
            return "off".equals(System.getProperty("miou.jmx"))
                    || ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(MiouMXBean.NAME));
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    static void lockBoth(Mutex first, Mutex second, Latch bothHold) {
        first.protect(() -> {
            bothHold.countDown();
            bothHold.await();
            second.protect(() -> {
            });
        });
    }

    /** Starts one, and returns when it has begun. */
    static Victim start(String... options) throws IOException {
        return start(Victim.class, options);
    }

    /** Starts a program, and returns when it has printed that it has begun. */
    static Victim start(Class<?> program, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-opens",
                "java.base/java.lang=ALL-UNNAMED", "-Dmiou.watchdog=20ms", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"begun".equals(line)) {
            process.destroyForcibly();
            throw new IOException("the process has printed " + line);
        }
        return new Victim(process);
    }

    String pid() {
        return Long.toString(process.pid());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
