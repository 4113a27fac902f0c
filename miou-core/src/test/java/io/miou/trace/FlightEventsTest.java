package io.miou.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import jdk.jfr.Configuration;
import jdk.jfr.Contextual;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events of the JDK's flight recorder that trace events become, and the settings that switch them on. */
@Timeout(120)
@Slow
class FlightEventsTest {

    private static final class Program {

        private Program() {
        }

        static void main(String[] arguments) {
            Miou.run(() -> Miou.async(() -> 1).await());
        }
    }

    /** A program that records itself, after a run without a recording. */
    private static final class Later {

        private Later() {
        }

        static void main(String[] arguments) throws Exception {
            Program.main(arguments);
            Path file = Files.createTempFile("later", ".jfr");
            try (Recording recording = new Recording(settings())) {
                Miou.run(() -> {
                    recording.start();
                    for (int i = 0; i < 10; i++) {
                        Miou.async(() -> 1).await();
                    }
                    recording.stop();
                    Miou.async(() -> 1).await();
                });
                recording.dump(file);
            }
            System.out.println("spawns " + RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("io.miou.Spawn")).count());
            Files.delete(file);
        }
    }

    /** A class that the JDK loads when it prepares the recorder. */
    private static final String PREPARED = "jdk.jfr.internal.MetadataRepository";

    private static final List<String> RARE = List.of("io.miou.BlockedDomain", "io.miou.Violation");

    private static final List<String> MANY = List.of("io.miou.Cancellation", "io.miou.Ownership", "io.miou.Poll",
            "io.miou.Spawn", "io.miou.Suspension", "io.miou.Wake");

    static Configuration settings() throws Exception {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Miou.class.getResourceAsStream("/META-INF/miou.jfc")),
                StandardCharsets.UTF_8)) {
            return Configuration.create(reader);
        }
    }

    private static FlightRecorder recorderThatKnowsTheEvents() {
        FlightRecorder recorder = FlightRecorder.getFlightRecorder();
        Miou.run(() -> Miou.yield());
        return recorder;
    }

    private static List<RecordedEvent> record(Recording recording, Path directory, Action program) throws Exception {
        try (recording) {
            recording.start();
            program.run();
            recording.stop();
            Path file = directory.resolve("events.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("io.miou.")).toList();
        }
    }

    private static void program(Variant variant) {
        variant.run(() -> {
            Promise<Void> sleeper = Miou.task().named("sleeper").async(() -> Miou.sleep(Duration.ofDays(1)));
            Waiting.until(sleeper, "sleep");
            try (Owned<String> _ = Resource.own("key", _ -> {
            })) {
                Waiting.untilDomainHasSlept();
                Miou.sleep(Duration.ofMillis(50));
            }
            Miou.task().named("stranger").async(() -> catchThrowable(sleeper::await)).await();
            sleeper.cancel();
        });
    }

    @OnEveryEngine
    void settingsThatShip_recordEverything(Variant variant, @TempDir Path directory) throws Exception {
        List<RecordedEvent> events = record(new Recording(settings()), directory, () -> program(variant));

        TreeSet<String> names = new TreeSet<>();
        events.forEach(event -> names.add(event.getEventType().getName()));
        assertThat(names).containsAll(MANY).contains("io.miou.Task", "io.miou.Violation");
        assertThat(events).filteredOn(event -> event.getEventType().getName().equals("io.miou.Suspension"))
                .filteredOn(event -> "sleeper".equals(event.getString("name"))).singleElement().satisfies(event -> {
                    assertThat(event.getString("on")).contains("a sleep");
                    assertThat(event.getBoolean("cancelled")).isTrue();
                    assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
                    assertThat(event.getThread().getJavaName()).isEqualTo("sleeper");
                });
        assertThat(events).filteredOn(event -> event.getEventType().getName().equals("io.miou.Spawn"))
                .filteredOn(event -> "sleeper".equals(event.getString("name"))).singleElement()
                .satisfies(event -> assertThat(event.getLong("parent")).isZero());
    }

    @OnEveryEngine
    void standardSettings_recordOnlyWhatIsRare(Variant variant, @TempDir Path directory) throws Exception {
        List<RecordedEvent> events = record(new Recording(Configuration.getConfiguration("default")), directory,
                () -> program(variant));

        // A machine under load may stop a domain for long enough that it counts as blocked.
        assertThat(events).extracting(event -> event.getEventType().getName()).contains("io.miou.Violation")
                .isSubsetOf(RARE);
    }

    @Test
    void settingsThatShip_nameEveryEventAndEverySetting() throws Exception {
        FlightRecorder recorder = recorderThatKnowsTheEvents();
        List<EventType> ours = recorder.getEventTypes().stream()
                .filter(type -> type.getName().startsWith("io.miou.")).toList();
        TreeSet<String> known = new TreeSet<>();
        ours.forEach(type -> type.getSettingDescriptors()
                .forEach(setting -> known.add(type.getName() + "#" + setting.getName())));

        assertThat(ours).extracting(EventType::getName).contains("io.miou.Task").containsAll(MANY).containsAll(RARE);
        assertThat(settings().getSettings().keySet()).isSubsetOf(known);
        assertThat(settings().getSettings().keySet())
                .containsAll(ours.stream().map(type -> type.getName() + "#enabled").toList());
    }

    @Test
    void settingsThatShip_areUsedBesideThoseOfTheJdk(@TempDir Path directory) throws Exception {
        Path settings = directory.resolve("miou.jfc");
        try (InputStream shipped = Objects.requireNonNull(Miou.class.getResourceAsStream("/META-INF/miou.jfc"))) {
            Files.copy(shipped, settings);
        }
        Path file = directory.resolve("run.jfr");
        FreshJvm.Ended ended = FreshJvm.of(Program.class,
                "-XX:StartFlightRecording:filename=" + file + ",settings=default,settings=" + settings).run();

        assertThat(ended.exitCode()).isZero();
        assertThat(RecordingFile.readAllEvents(file)).extracting(event -> event.getEventType().getName())
                .contains("io.miou.Spawn", "jdk.JVMInformation");
    }

    /** The JDK prepares the recorder for the first event, which costs more than the rest of a small program. */
    @Test
    void programWithoutARecording_doesNotPrepareTheRecorder() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "-Xlog:class+load").run();

        assertThat(ended.output()).contains("io.miou.observe.FlightSwitch").doesNotContain(PREPARED);
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void recordingThatBeginsInARun_hasTheEventsFromThenOn() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(Later.class, "-Xlog:class+load").run();

        assertThat(ended.output()).contains("spawns 10", PREPARED);
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void namesOfTasks_areTheContextOfOtherEvents() {
        assertThat(recorderThatKnowsTheEvents().getEventTypes())
                .filteredOn(type -> List.of("io.miou.Task", "io.miou.Suspension").contains(type.getName())).hasSize(2)
                .allSatisfy(type -> assertThat(type.getField("name").getAnnotation(Contextual.class)).isNotNull());
    }
}
