package io.miou.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.Trace;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace files that are made of recordings of the JDK's flight recorder. */
@Slow
class FlightTraceTest {

    private static PerfettoTrace converted(Recording recording, Path directory, Action program) throws Exception {
        Path file = directory.resolve("events.jfr");
        try (recording) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            program.run();
            recording.stop();
            recording.dump(file);
        }
        Path trace = directory.resolve("trace.perfetto");
        Trace.convert(file, trace);
        return PerfettoTrace.read(trace);
    }

    private static void program(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Trigger trigger = new Trigger();
            Promise<Void> waiter = Miou.task().named("waiter").async(() -> trigger.await());
            Waiting.untilDomainHasSlept();
            Promise<Void> sleeper = Miou.task().named("sleeper").call(() -> {
                Waiting.untilDomainHasSlept();
                Miou.sleep(Duration.ofDays(1));
            });
            // Domain 1 has slept with one timer.
            Waiting.until(sleeper, "a sleep of PT24H");
            Promise<Void> signaller = Miou.task().named("signaller").call(() -> {
                try (Owned<String> _ = Resource.own("key", _ -> {
                })) {
                    Waiting.untilDomainHasSlept();
                }
                boolean _ = trigger.signal();
                throw new IllegalStateException("broken");
            });
            Miou.awaitAll(waiter, signaller);
            sleeper.cancel();
        });
    }

    @OnEveryEngine
    void everyEventOfARecording_isInTheTrace(Variant variant, @TempDir Path directory) throws Exception {
        Recording all = new Recording(FlightEventsTest.settings());
        List.of("Task", "Suspension", "Poll").forEach(type -> all.enable("io.miou." + type).withoutThreshold()
                .with("throttle", "off"));
        PerfettoTrace trace = converted(all, directory, () -> program(variant));

        assertThat(trace.slices()).filteredOn(slice -> slice.name().equals("signaller")).hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(slice -> assertThat(slice.track()).isEqualTo("domain 1"))
                .anySatisfy(slice -> assertThat(slice.annotations().get("suspended on")).contains("a sleep"))
                .anySatisfy(slice -> assertThat(slice.annotations()).containsEntry("outcome", "FAILED")
                        .containsEntry("failure", "java.lang.IllegalStateException"));
        assertThat(trace.slices()).filteredOn(slice -> slice.name().equals("sleeper"))
                .anySatisfy(slice -> assertThat(slice.annotations()).containsEntry("cancelled", "true"))
                .anySatisfy(slice -> assertThat(slice.annotations()).containsEntry("outcome", "CANCELLED"));
        assertThat(trace.slices()).anySatisfy(slice -> assertThat(slice.name()).isEqualTo("sleep"));
        assertThat(trace.arrows()).containsEntry("start waiter", "domain 0 to waiter on domain 0")
                .containsEntry("start signaller", "domain 0 to signaller on domain 1")
                .containsEntry("wake waiter", "domain 1 to waiter on domain 0");
        assertThat(trace.valuesOf("domain 1: timers")).contains(1L);
        assertThat(trace.events()).extracting(PerfettoTrace.Event::name)
                .contains("own resource key", "release resource key")
                .anyMatch(name -> name.startsWith("cancel sleeper"));
    }

    /** With the settings that ship, short runs and suspensions are missing. */
    @OnEveryEngine
    void recordingWithGaps_isATraceWhoseSlicesDoNotOverlap(Variant variant, @TempDir Path directory)
            throws Exception {
        PerfettoTrace trace = converted(new Recording(FlightEventsTest.settings()), directory,
                () -> variant.launcher().domains(1).run(() -> {
                    List<Outcome<Integer>> _ = Miou.parallel(List.of(1, 2, 3, 4), number -> {
                        for (int i = 0; i < 5; i++) {
                            Miou.sleep(Duration.ofMillis(number));
                            Miou.async(() -> Miou.yield()).await();
                        }
                        return number;
                    });
                }));

        List<PerfettoTrace.Slice> slices = trace.slices();
        assertThat(slices).isNotEmpty().allSatisfy(slice -> assertThat(slices)
                .noneMatch(other -> other.track().equals(slice.track()) && other.begin() > slice.begin()
                        && other.begin() < slice.end()));
        trace.arrows();
    }

    @Test
    void recordingWithoutEventsOfMiou_isRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("other.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        Path trace = directory.resolve("trace.perfetto");
        assertThatIllegalArgumentException().isThrownBy(() -> Trace.convert(file, trace))
                .withMessageStartingWith("the recording " + file + " has no events of Miou: record with settings=");
        assertThat(trace).doesNotExist();
    }

    @Test
    void fileThatIsNoRecording_isRefused(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("text.jfr"), "no recording");
        Path trace = directory.resolve("trace.perfetto");
        assertThatIOException().isThrownBy(() -> Trace.convert(file, trace));
        assertThatIOException().isThrownBy(() -> Trace.convert(directory.resolve("none.jfr"), trace))
                .isInstanceOf(FileNotFoundException.class);
    }
}
