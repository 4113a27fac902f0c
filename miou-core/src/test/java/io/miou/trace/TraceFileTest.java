package io.miou.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.Trace;
import io.miou.sync.Trigger;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace files: their format, and what they say about a program. */
class TraceFileTest {

    private static final class Program {

        private Program() {
        }

        static void main(String[] arguments) {
            System.out.println(Miou.<Integer>run(() -> Miou.task().named("child").call(() -> 42).await()));
            try (Trace _ = Trace.to(System.out::println)) {
                System.out.println("traced");
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static PerfettoTrace traced(Variant variant, Path file) throws IOException {
        try (Trace _ = Trace.toFile(file)) {
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
                    Waiting.untilDomainHasSlept();
                    boolean _ = trigger.signal();
                });
                Miou.awaitAll(waiter, signaller);
                sleeper.cancel();
            });
        }
        return PerfettoTrace.read(file);
    }

    @OnEveryBackend
    void runsOfFibers_areSlicesOnTheTrackOfTheirDomain(Variant variant, @TempDir Path directory) throws IOException {
        PerfettoTrace trace = traced(variant, directory.resolve("trace.perfetto"));

        List<PerfettoTrace.Slice> slices = trace.slices();
        assertThat(slices).filteredOn(slice -> slice.name().equals("signaller")).hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(slice -> assertThat(slice.track()).isEqualTo("domain 1"))
                .anySatisfy(slice -> assertThat(slice.annotations().get("suspended on")).contains("a sleep"))
                .anySatisfy(slice -> assertThat(slice.annotations()).containsEntry("outcome", "SUCCEEDED"));
        assertThat(slices).filteredOn(slice -> slice.name().equals("waiter"))
                .allSatisfy(slice -> assertThat(slice.track()).isEqualTo("domain 0"));
        assertThat(slices).anySatisfy(slice -> assertThat(slice.name()).isEqualTo("sleep"));
    }

    @OnEveryBackend
    void arrows_goFromParentToChildAndFromSignalToWakeUp(Variant variant, @TempDir Path directory)
            throws IOException {
        PerfettoTrace trace = traced(variant, directory.resolve("trace.perfetto"));

        assertThat(trace.arrows()).containsEntry("start waiter", "domain 0 to waiter on domain 0")
                .containsEntry("start signaller", "domain 0 to signaller on domain 1")
                .containsEntry("wake waiter", "domain 1 to waiter on domain 0");
    }

    @OnEveryBackend
    void counters_followTheDomain(Variant variant, @TempDir Path directory) throws IOException {
        PerfettoTrace trace = traced(variant, directory.resolve("trace.perfetto"));

        assertThat(trace.valuesOf("domain 1: timers")).contains(1L);
        assertThat(trace.valuesOf("domain 0: tasks")).contains(2L);
        assertThat(trace.valuesOf("domain 0: ready fibers")).isNotEmpty().allMatch(value -> value >= 0 && value <= 2);
    }

    @Test
    void fileThatCannotBeCreated_isRefused(@TempDir Path directory) {
        Path file = directory.resolve("missing").resolve("trace.perfetto");
        assertThatThrownBy(() -> Trace.toFile(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @Slow
    void property_writesTheTraceOfAProgram(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trace.perfetto");
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "-Dmiou.trace=" + file).run();

        assertThat(ended.output()).contains("42");
        assertThat(ended.exitCode()).isZero();
        assertThat(Files.size(file)).isPositive();
    }

    @Test
    @Slow
    void propertyOff_refusesTraces() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "-Dmiou.trace=off").run();

        assertThat(ended.output()).contains("42", "this process has no events").doesNotContain("traced");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    @Slow
    void propertyThatNamesNoFile_isRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("missing").resolve("trace.perfetto");
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "-Dmiou.trace=" + file).run();

        assertThat(ended.output()).contains("system property miou.trace is '" + file + "'");
        assertThat(ended.exitCode()).isEqualTo(1);
    }
}
