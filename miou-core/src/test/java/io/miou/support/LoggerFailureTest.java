package io.miou.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Resource;
import io.miou.TaskFailedException;
import io.miou.testing.FreshJvm;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An exception of a logger changes nothing else (rule 29). */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scenes use a signal that Windows does not have")
@Slow
class LoggerFailureTest {

    private static final Path SHELL = Path.of("/bin/bash");

    @OnEveryEngine
    void loggerThatThrows_changesNothing(Variant variant, @TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("java.lang.System$LoggerFinder"), BrokenLogger.class.getName());
        String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
        FreshJvm.Ended ended = FreshJvm.of(variant, WithABrokenLogger.class, "-cp", classPath).run();
        for (BrokenLogger.Fault fault : BrokenLogger.Fault.values()) {
            assertThat(ended.output()).contains(fault + ": as expected, refused true");
        }
        assertThat(ended.output()).contains("watchdog: slept");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    @OnEveryEngine
    void firstLineWithoutDescriptors_isLoggedAndChangesNothing(Variant variant) throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL + " to lower the limit with");
        FreshJvm.Ended ended = FreshJvm.of(variant, WithoutDescriptors.class).runWithDescriptors(150);
        assertThat(ended.output()).contains("as expected").contains("a hook of domain")
                .contains("the handler of signal").contains("thrown by finally").contains("was disowned")
                .doesNotContain("the logger failed").doesNotContain("tzdb");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    @Test
    void messageThatCannotBeBuilt_isReplaced() {
        try (LogRecorder log = new LogRecorder()) {
            Log.log(System.Logger.Level.WARNING, () -> {
                throw new AssertionError("no words");
            }, null);
            assertThat(log.messages(Level.WARNING)).containsExactly("a message whose text cannot be built");
        }
    }

    @OnEveryEngine
    void resourceWithoutWords_isReleased(Variant variant) {
        AtomicInteger released = new AtomicInteger();
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> Resource.own(new Mute(), _ -> released.incrementAndGet()).disown());
            assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("Mute")
                    .contains("AssertionError");
        }
        assertThat(released).hasValue(1);
    }

    @OnEveryEngine
    void failureWithoutWords_reachesItsParent(Variant variant) {
        variant.run(() -> {
            var child = Miou.async(() -> {
                throw new Unspeakable();
            });
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(Unspeakable.class);
        });
    }

    private static final class Mute {
        @Override
        public String toString() {
            throw new AssertionError("no words");
        }
    }

    private static final class Unspeakable extends Exception {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new AssertionError("no words");
        }
    }
}
