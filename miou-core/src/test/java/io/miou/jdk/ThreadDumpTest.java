package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Latch;
import io.miou.testing.AboutVariants;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/**
 * The thread dump of the JDK, as {@code jcmd PID Thread.dump_to_file -format=json} writes it, shows the fibers of a run
 * under the name of the run. It is taken while no fiber runs (JDK-8364343).
 */
@AboutVariants
class ThreadDumpTest {

    private static final Pattern CONTAINERS = Pattern.compile("\"container\"\\s*:");

    @TempDir
    Path folder;

    @OnEveryBackend
    void fibersOfARun_areListedUnderItsName(Variant variant) throws Exception {
        variant.require(Variant.Trait.FIBERS_ARE_DUMPED_BY_RUN);
        String dump = variant.launcher().domains(1).run(() -> {
            Latch over = new Latch(1);
            Promise<Void> here = Miou.task().named("waits-here").async(() -> over.await());
            Promise<Void> there = Miou.task().named("waits-there").call(() -> over.await());
            Promise<Void> ended = Miou.task().named("has-ended").async(() -> {
            });
            ended.await();
            // The thread of a task starts with the first turn of the task.
            Waiting.until(here, "a latch");
            Waiting.until(there, "a latch");
            String text = Miou.blocking(this::dump);
            over.countDown();
            Miou.awaitAll(here, there);
            return text;
        });
        assertThat(containersWith(dump, "waits-here")).singleElement().asString().startsWith("\"miou run ")
                .contains("\"waits-there\"").doesNotContain("has-ended");
    }

    @OnEveryBackend
    void runThatHasEnded_isNotListed(Variant variant) throws Exception {
        List<String> before = runs(dump());
        variant.run(() -> Miou.async(() -> Miou.sleep(Duration.ofMillis(1))).await());
        assertThat(before).containsAll(runs(dump()));
    }

    @OnEveryBackend
    void fiberThatWasGivenUp_isListedAfterTheRun(Variant variant) throws Exception {
        variant.require(Variant.Trait.FIBERS_ARE_DUMPED_BY_RUN);
        AtomicBoolean free = new AtomicBoolean();
        AtomicReference<Thread> stuck = new AtomicReference<>();
        FutureTask<?> end = new FutureTask<>(() -> assertThatThrownBy(
                () -> variant.launcher().onShutdown(Duration.ofMillis(100)).run(() -> {
                    Miou.task().named("hears-nothing").async(() -> {
                        stuck.set(Thread.currentThread());
                        while (!free.get()) {
                            LockSupport.park();
                            Thread.interrupted();
                        }
                    }).await();
                })).isInstanceOf(IllegalStateException.class).hasMessageContaining("hears-nothing"));
        Thread caller = Thread.ofPlatform().start(end);
        try {
            while (stuck.get() == null) {
                Thread.sleep(1);
            }
            caller.interrupt();
            end.get();
            assertThat(containersWith(dump(), "hears-nothing")).singleElement().asString().startsWith("\"miou run ");
        } finally {
            free.set(true);
            LockSupport.unpark(stuck.get());
        }
    }

    /** Returns the names of the runs that a dump lists. */
    private static List<String> runs(String dump) {
        return CONTAINERS.splitAsStream(dump).map(String::strip).filter(part -> part.startsWith("\"miou run "))
                .map(part -> part.substring(1, part.indexOf('"', 1))).toList();
    }

    /** Returns the parts of a dump that list a thread. */
    private static List<String> containersWith(String dump, String thread) {
        return CONTAINERS.splitAsStream(dump).map(String::strip)
                .filter(part -> part.contains("\"" + thread + "\"")).toList();
    }

    private String dump() throws Exception {
        Path file = folder.resolve("dump" + System.nanoTime() + ".json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.JSON);
        return Files.readString(file);
    }
}
