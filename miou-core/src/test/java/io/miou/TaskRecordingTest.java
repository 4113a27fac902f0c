package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.FreshJvm;
import io.miou.testing.Slow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the events of tasks in the JDK's flight recorder, and that tasks run in a JVM without it. */
@Timeout(120)
@Slow
class TaskRecordingTest {

    private static final String EVENT = "io.miou.Task";

    /** The program for a JVM without the module that records. */
    static final class Program {

        private Program() {
        }

        static void main(String[] arguments) {
            System.out.println("recorder " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            System.out.println("sum " + Miou.run(() -> Miou.async(() -> 20).await() + Miou.call(() -> 22).await()));
        }
    }

    private static List<RecordedEvent> record(Path directory, Action main) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).withoutThreshold();
            recording.start();
            Miou.run(main);
            recording.stop();
            Path file = directory.resolve("tasks.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(EVENT)).toList();
        }
    }

    private static RecordedEvent named(String name, List<RecordedEvent> events) {
        return events.stream().filter(event -> name.equals(event.getString("name"))).findFirst().orElseThrow();
    }

    @Test
    void tasksOfARecordedRun_areEventsWithTheirOutcome(@TempDir Path directory) throws Exception {
        int[] poolDomain = {0};
        List<RecordedEvent> events = record(directory, () -> {
            Miou.task().named("called").call(() -> {
                poolDomain[0] = Domain.self().id();
                return 1;
            }).await();
            Miou.task().named("broken").async(() -> {
                throw new IllegalStateException("broken");
            }).awaitOutcome();
            Promise<Void> endless = Miou.task().named("endless").async(() -> {
                while (true) {
                    Miou.yield();
                }
            });
            Miou.yield();
            endless.cancel();
        });

        assertThat(events).hasSize(4);
        RecordedEvent main = named("main", events);
        RecordedEvent called = named("called", events);
        assertThat(main.getLong("parent")).isEqualTo(-1);
        assertThat(main.getString("outcome")).isEqualTo("returned");
        assertThat(called.getLong("parent")).isEqualTo(main.getLong("number"));
        assertThat(called.getInt("domain")).isEqualTo(poolDomain[0]).isPositive();
        assertThat(named("broken", events).getString("outcome")).isEqualTo(IllegalStateException.class.getName());
        assertThat(named("endless", events).getString("outcome")).isEqualTo("cancelled");
        assertThat(events).allSatisfy(event -> assertThat(event.getDuration()).isLessThanOrEqualTo(main.getDuration()));
    }

    @Test
    void withItsOwnThreshold_aRecordingIsNotFloodedByShortTasks(@TempDir Path directory) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(EVENT);
            recording.start();
            Miou.run(() -> {
                for (int i = 0; i < 10_000; i++) {
                    Miou.async(() -> 1).await();
                }
            });
            recording.stop();
            Path file = directory.resolve("tasks.jfr");
            recording.dump(file);
            assertThat(RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(EVENT)).count()).isLessThan(1000);
        }
    }

    @Test
    void runTimeImageWithoutTheRecorder_runsTasks() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "--limit-modules", "java.base,java.logging").run();

        assertThat(ended.output()).contains("recorder false", "sum 42");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void recordingOfAWholeProgram_needsOptionsOnly(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("run.jfr");
        FreshJvm.Ended ended = FreshJvm
                .of(Program.class,
                        "-XX:StartFlightRecording:filename=" + file + ",+" + EVENT + "#enabled=true,+" + EVENT
                                + "#threshold=0ms")
                .run();

        assertThat(ended.output()).contains("sum 42");
        assertThat(Files.exists(file)).isTrue();
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals(EVENT)).hasSize(3);
    }
}
