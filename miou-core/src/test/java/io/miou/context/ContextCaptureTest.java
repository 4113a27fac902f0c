package io.miou.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.ContextCapture;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Running;
import io.miou.TaskExecutor;
import io.miou.testing.Foreign;
import io.miou.testing.FreshJvm;
import io.miou.testing.Slow;
import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link ContextCapture}: a context that threads keep goes from a task to its children. In a JVM of its own, because
 * services are found once in a process; in a package of its own, because {@code io.miou} belongs to the module when
 * that is on the module path.
 */
@Slow
class ContextCaptureTest {

    private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

    /** An action that runs once, while a context is captured. */
    private static final ThreadLocal<Runnable> DURING_CAPTURE = new ThreadLocal<>();

    @TempDir
    private Path directory;

    /** A context capture such as one for a logging context. */
    public static final class CaptureContext implements ContextCapture {
        @Override
        public Snapshot capture() {
            String captured = CONTEXT.get();
            if (captured == null) {
                return null;
            }
            Runnable meanwhile = DURING_CAPTURE.get();
            if (meanwhile != null) {
                DURING_CAPTURE.remove();
                meanwhile.run();
            }
            if (captured.equals("broken")) {
                throw new IllegalStateException("cannot be captured");
            }
            return () -> {
                if (captured.equals("not restorable")) {
                    throw new IllegalStateException("cannot be restored");
                }
                CONTEXT.set(captured);
                return () -> System.out.println("undo " + CONTEXT.get());
            };
        }
    }

    /** A context capture with nothing to capture, beside the other. */
    public static final class CaptureNothing implements ContextCapture {
        @Override
        public Snapshot capture() {
            return null;
        }
    }

    /** Prints the context that tasks see. */
    static final class Program {
        private Program() {
        }

        static void main(String[] arguments) throws Exception {
            System.out.println("module: " + Miou.class.getModule().getName());
            CONTEXT.set("caller");
            Miou.launcher().domains(2).run(() -> {
                say("main");
                CONTEXT.set("parent");
                Promise<Void> near = Miou.async(() -> say("async"));
                Promise<Void> far = Miou.call(() -> {
                    Miou.sleep(Duration.ofNanos(1));
                    say("call");
                    CONTEXT.set("changed");
                });
                CONTEXT.set("later");
                Miou.all(List.of(near, far));
                System.out.println("the parent still has " + CONTEXT.get());
                CONTEXT.set("waiter");
                Miou.blocking(() -> say("blocking"), () -> say("no cancel"));
                CONTEXT.remove();
                Miou.blocking(() -> say("the next body"));
                Miou.async(() -> say("without")).await();
                try (TaskExecutor executor = Miou.callExecutor()) {
                    Future<?> future = Foreign.call(() -> {
                        CONTEXT.set("foreign");
                        return executor.submit(() -> {
                            say("executor");
                            return 1;
                        });
                    });
                    future.get();
                }
                CONTEXT.set("asked");
                CompletableFuture<String> asked = new CompletableFuture<>();
                Promise<Void> child = Miou.call(() -> {
                    String _ = Miou.await(asked);
                    CONTEXT.set("changed");
                });
                CompletableFuture<Void> dependent = child.toCompletableFuture().thenRun(() -> say("dependent"));
                asked.complete("");
                dependent.get();
                child.await();
                CONTEXT.set("slow");
                TaskExecutor slow = Miou.callExecutor();
                DURING_CAPTURE.set(slow::shutdown);
                try {
                    slow.execute(() -> say("never"));
                } catch (RejectedExecutionException e) {
                    System.out.println("handed in while it was shut down: rejected");
                }
                slow.close();
                CONTEXT.set("broken");
                try {
                    Miou.async(() -> say("never")).await();
                } catch (IllegalStateException e) {
                    System.out.println("spawn: " + e.getMessage());
                }
                try {
                    Miou.blocking(() -> say("never"));
                } catch (IllegalStateException e) {
                    System.out.println("blocking: " + e.getMessage());
                }
                CONTEXT.set("not restorable");
                if (Miou.async(() -> say("never")).awaitOutcome() instanceof Outcome.Failure<Void>(Throwable cause)) {
                    System.out.println("child: " + cause.getMessage());
                }
                try {
                    Miou.blocking(() -> say("never"));
                } catch (IllegalStateException e) {
                    System.out.println("body: " + e.getMessage());
                }
            });
            System.setProperty("miou.fibers", "portable");
            CONTEXT.set("on the portable engine");
            Miou.run(() -> Miou.blocking(() -> say("portable blocking")));
            System.clearProperty("miou.fibers");
            CONTEXT.set("starter");
            try (Running<Void> running = Miou.launcher().domains(1).start(() -> {
                say("started main");
                Miou.sleep(Duration.ofDays(1));
            })) {
                CONTEXT.set("submitter");
                running.submit(() -> say("submitted")).get();
            }
        }

        private static void say(String who) {
            System.out.println(who + " sees " + CONTEXT.get());
        }
    }

    private static void assertCarried(FreshJvm.Ended ended) {
        assertThat(ended.output()).contains("main sees caller", "async sees parent", "call sees parent", "undo parent",
                "undo changed", "the parent still has later", "without sees null", "executor sees foreign",
                "dependent sees asked", "handed in while it was shut down: rejected", "spawn: cannot be captured",
                "child: cannot be restored",
                "blocking sees waiter", "undo waiter", "the next body sees null", "blocking: cannot be captured",
                "body: cannot be restored", "portable blocking sees on the portable engine",
                "started main sees starter",
                "submitted sees submitter").doesNotContain("never", "no cancel");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void contextOnTheClassPath_isCapturedAtTheSpawnAndRestoredInTheChild() throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ContextCapture.class.getName()),
                CaptureNothing.class.getName() + "\n" + CaptureContext.class.getName() + "\nio.miou.NoSuchClass\n");
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + directory).run();
        assertCarried(ended);
        assertThat(ended.output()).as("one that is broken is reported and hides no other")
                .contains("module: null", "a ContextCapture cannot be loaded");
    }

    @Test
    void contextOnTheModulePath_isFoundToo() throws Exception {
        String modules = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(ContextCaptureTest::isAModuleOfMiou).collect(Collectors.joining(File.pathSeparator));
        Path source = Files.createDirectories(directory.resolve("source"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path moduleInfo = Files.writeString(source.resolve("module-info.java"),
                "module context.carrier { requires io.miou.core; provides io.miou.ContextCapture with context.Carrier; }");
        Path carrier = Files.writeString(Files.createDirectories(source.resolve("context")).resolve("Carrier.java"), """
                package context;
                public class Carrier implements io.miou.ContextCapture {
                    public Snapshot capture() {
                        return () -> {
                            System.out.println("restored by " + getClass().getModule());
                            return () -> { };
                        };
                    }
                }
                """);
        assertThat(
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "--module-path", modules, "-d",
                        classes.toString(), moduleInfo.toString(), carrier.toString()))
                .isZero();
        FreshJvm.Ended ended = FreshJvm.of(Program.class, "--add-opens", "java.base/java.lang=io.miou.core",
                "--module-path", modules + File.pathSeparator + classes, "--add-modules", "context.carrier").run();
        assertThat(ended.output()).contains("module: io.miou.core", "restored by module context.carrier",
                "main sees null");
        assertThat(ended.exitCode()).isZero();
    }

    private static boolean isAModuleOfMiou(String entry) {
        try {
            return ModuleFinder.of(Path.of(entry)).findAll().stream()
                    .anyMatch(module -> module.descriptor().name().equals("io.miou.core")
                            || module.descriptor().name().equals("io.miou.spi"));
        } catch (FindException e) {
            return false;
        }
    }
}
