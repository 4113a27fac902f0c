package io.miou.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.ResourceLeakedError;
import io.miou.TaskCancelled;
import io.miou.net.ByteStream;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes that a task owns. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the processes are shells")
@Slow
class SubprocessTest {

    private static final Duration LONG_GRACE = Duration.ofHours(1);

    private final Trail trail = new Trail();

    private static Subprocess shell(String script) throws IOException {
        return Processes.start(new ProcessBuilder("sh", "-c", script), LONG_GRACE);
    }

    private static String readAll(ByteStream stream) throws IOException {
        return new String(stream.inputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Returns whether the operating system has forgotten the process, or at least ended it. */
    private static boolean isGone(long pid) {
        return ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true);
    }

    @OnEveryBackend
    void await_givesTheExitCode(Variant variant) {
        variant.launcher().domains(2).run(() -> Miou.everywhere(() -> {
            try (Subprocess process = shell("exit 7")) {
                assertThat(process.await()).isEqualTo(7);
                assertThat(process.await()).as("again").isEqualTo(7);
                assertThat(process.exitCode()).hasValue(7);
                assertThat(process.isAlive()).isFalse();
            }
            try (Subprocess process = shell("kill -9 $$")) {
                assertThat(process.await()).isEqualTo(128 + 9);
            }
        }));
    }

    @OnEveryBackend
    void busyCommonPool_doesNotHideTheEnd(Variant variant) {
        CountDownLatch enough = new CountDownLatch(1);
        int workers = Math.max(1, ForkJoinPool.getCommonPoolParallelism()) + 2;
        List<CompletableFuture<Void>> busy = IntStream.range(0, workers)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> {
                    boolean interrupted = false;
                    while (enough.getCount() > 0) {
                        try {
                            enough.await();
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                    assertThat(interrupted).isFalse();
                }, ForkJoinPool.commonPool())).toList();
        try {
            variant.run(() -> {
                try (Subprocess process = shell("exit 3")) {
                    assertThat(process.await()).isEqualTo(3);
                    assertThat(process.exitCode()).hasValue(3);
                }
                try (Subprocess process = shell("exec sleep 1000")) {
                    assertThat(process.exitCode()).isEmpty();
                }
            });
        } finally {
            enough.countDown();
            busy.forEach(CompletableFuture::join);
        }
    }

    @OnEveryBackend
    void signal_reachesTheProcess(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell(
                    "trap 'echo got it; exit 5' USR1; echo ready; while :; do sleep 0.02; done")) {
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(process.stdio().inputStream(), StandardCharsets.UTF_8));
                assertThat(lines.readLine()).isEqualTo("ready");
                assertThatThrownBy(() -> process.signal("SIGUSR")).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("SIGUSR").hasMessageContaining("name one");
                assertThatThrownBy(() -> process.signal("USR1; true")).isInstanceOf(IllegalArgumentException.class);
                assertThat(process.signal("USR1")).isTrue();
                assertThat(lines.readLine()).isEqualTo("got it");
                assertThat(process.await()).isEqualTo(5);
                assertThat(process.signal("USR1")).as("it has ended").isFalse();
            }
        });
    }

    @OnEveryBackend
    void killTree_endsWhatTheProcessHasStarted(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("sh -c 'sleep 1000 & echo $!; wait' & wait")) {
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(process.stdio().inputStream(), StandardCharsets.UTF_8));
                long grandchild = Long.parseLong(lines.readLine());
                process.killTree();
                assertThat(process.await()).isEqualTo(128 + 9);
                while (!isGone(grandchild)) {
                    Miou.sleep(Duration.ofMillis(1));
                }
            }
        });
    }

    @OnEveryBackend
    void whatWasWrittenBeforeTheEnd_isReadAfterIt_alsoIfAGrandchildKeepsThePipe(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("sleep 1000 & echo $!; head -c 50000 /dev/zero")) {
                assertThat(process.await()).isZero();
                BufferedInputStream output = new BufferedInputStream(process.stdio().inputStream());
                StringBuilder grandchild = new StringBuilder();
                for (int next = output.read(); next != '\n'; next = output.read()) {
                    grandchild.append((char) next);
                }
                assertThat(output.readNBytes(50_000)).hasSize(50_000);
                ProcessHandle.of(Long.parseLong(grandchild.toString())).ifPresent(ProcessHandle::destroyForcibly);
            }
        });
    }

    @OnEveryBackend
    void afterClose_theLastOwnerGetsAnErrorThatSaysSo(Variant variant) {
        variant.run(() -> {
            Subprocess process = shell("exit 0");
            process.close();
            assertThatThrownBy(process::await).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was closed")
                    .hasMessageContaining("exitCode()");
            assertThatThrownBy(() -> process.signal("TERM")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(process::killTree).isInstanceOf(IllegalStateException.class);
            Promise<Void> other = Miou.async(() -> {
                assertThatThrownBy(process::await).isInstanceOf(NotOwnerError.class);
            });
            other.await();
        });
    }

    @OnEveryBackend
    void otherFibers_runWhileItIsWaitedFor(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            try (Subprocess process = shell("read line; echo got $line")) {
                Promise<Void> reader = Miou.async(() -> {
                    process.check();
                });
                assertThat(reader.awaitOutcome()).as("it is the owner's").isInstanceOf(Outcome.Failure.class);
                Promise<Void> other = Miou.async(() -> trail.add("other"));
                Promise<String> output = Miou.task().lend(process).async(() -> {
                    trail.add("reads");
                    return readAll(process.stdio());
                });
                Waiting.until(output, "a trigger");
                other.await();
                trail.add("writes");
                process.stdio().write("hello\n".getBytes(StandardCharsets.UTF_8));
                assertThat(output.await()).isEqualTo("got hello\n");
                assertThat(process.await()).isZero();
            }
        });
        assertThat(trail.events()).containsExactly("other", "reads", "writes");
    }

    @OnEveryBackend
    void megabytes_goThroughInBothDirections(Variant variant) {
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        variant.run(() -> {
            try (Subprocess process = Processes.start(new ProcessBuilder("cat"))) {
                Promise<Void> writer = Miou.task().lend(process).async(() -> {
                    process.stdio().write(ByteBuffer.wrap(sent));
                    process.stdio().shutdownOutput();
                });
                byte[] received = process.stdio().inputStream().readAllBytes();
                writer.await();
                assertThat(process.await()).isZero();
                assertThat(Arrays.equals(received, sent)).isTrue();
            }
        });
    }

    @OnEveryBackend
    void errors_comeFromAPipeOfTheirOwn(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("echo out; echo err >&2")) {
                assertThat(readAll(process.stderr())).isEqualTo("err\n");
                assertThat(readAll(process.stdio())).isEqualTo("out\n");
                assertThatThrownBy(() -> process.stderr().write(new byte[1]))
                        .isInstanceOf(NonWritableChannelException.class);
                assertThatThrownBy(() -> process.stderr().shutdownOutput())
                        .isInstanceOf(NonWritableChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void redirectedStreams_haveNoPipe(Variant variant) {
        variant.run(() -> {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo out").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            try (Subprocess process = Processes.start(builder)) {
                assertThat(process.await()).isZero();
                assertThat(readAll(process.stdio())).isEmpty();
                assertThat(readAll(process.stderr())).isEmpty();
            }
        });
    }

    @OnEveryBackend
    void programThatDoesNotExist_isAnIOException(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Processes.start(new ProcessBuilder("/nowhere/to/be/found")))
                    .isInstanceOf(IOException.class);
        });
    }

    @OnEveryBackend
    void close_asksItToEndAndWaits(Variant variant) {
        variant.run(() -> {
            Subprocess process = shell("trap 'echo asked; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
            process.stdio().readFully(ByteBuffer.allocate("ready\n".length()));
            process.close();
            assertThat(process.exitCode()).hasValue(3);
            assertThat(isGone(process.pid())).isTrue();
            process.close();
            assertThatThrownBy(process::await).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> process.stdio().read(new byte[1])).isInstanceOf(ClosedChannelException.class);
        });
    }

    @OnEveryBackend
    void processThatIgnoresTheRequest_isKilledAfterItsGrace(Variant variant) {
        variant.run(() -> {
            Subprocess process = Processes.start(
                    new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"),
                    Duration.ofMillis(20));
            process.stdio().readFully(ByteBuffer.allocate("ready\n".length()));
            process.close();
            assertThat(process.exitCode()).hasValue(128 + 9);
        });
    }

    @OnEveryBackend
    void taskThatIsCancelledOrFails_hasItsProcessKilled(Variant variant) {
        variant.run(() -> {
            AtomicReference<Subprocess> started = new AtomicReference<>();
            Trigger isStarted = new Trigger();
            Promise<Integer> waiting = Miou.call(() -> {
                Subprocess process = shell("exec sleep 1000");
                started.set(process);
                isStarted.signal();
                return process.await();
            });
            isStarted.await();
            waiting.cancel();
            assertThat(isGone(started.get().pid())).isTrue();
            Promise<Void> failing = Miou.call(() -> {
                started.set(shell("exec sleep 1000"));
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> failing.awaitChecked(IOException.class)).hasMessage("as planned");
            assertThat(isGone(started.get().pid())).isTrue();
        });
    }

    @OnEveryBackend
    void processThatIsForgotten_isALeak(Variant variant) {
        AtomicReference<Subprocess> forgotten = new AtomicReference<>();
        assertThatThrownBy(() -> variant.run(() -> forgotten.set(shell("exec sleep 1000"))))
                .isInstanceOf(ResourceLeakedError.class).hasMessageContaining("process ");
        assertThat(isGone(forgotten.get().pid())).isTrue();
    }

    @OnEveryBackend
    void processThatIsGiven_isTheChilds(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Subprocess process = shell("read line; echo got $line");
            process.stdio().write("hello\n".getBytes(StandardCharsets.UTF_8));
            Promise<String> child = Miou.task().give(process).call(() -> {
                try (process) {
                    String output = readAll(process.stdio());
                    return output + process.await();
                }
            });
            assertThatThrownBy(process::await).isInstanceOf(NotOwnerError.class);
            assertThatThrownBy(() -> process.stdio().read(new byte[1])).isInstanceOf(NotOwnerError.class);
            assertThat(child.await()).isEqualTo("got hello\n0");
            Promise<Subprocess> opener = Miou.call(() -> shell("exit 5").transfer());
            try (Subprocess transferred = opener.await()) {
                assertThat(transferred.await()).isEqualTo(5);
            }
        });
    }

    @OnEveryBackend
    void closingTheStream_leavesTheProcessAlone(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("cat > /dev/null; exit 4")) {
                process.stdio().close();
                process.stderr().close();
                process.stdio().close();
                assertThatThrownBy(() -> process.stdio().read(new byte[1])).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> process.stdio().write(new byte[1])).isInstanceOf(ClosedChannelException.class);
                assertThat(process.await()).as("its input has ended").isEqualTo(4);
            }
        });
    }

    @OnEveryBackend
    void processThatDoesNotRead_suspendsTheWriter_andALimitEndsIt(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("exec sleep 1000")) {
                ByteBuffer much = ByteBuffer.allocate(10_000_000);
                do {
                    // Once more if the first part took longer than the limit.
                    assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(50), () -> process.stdio().write(much)))
                            .isInstanceOf(TimeoutException.class);
                } while (much.position() == 0);
                assertThat(much.position()).as("a prefix was sent").isLessThan(much.limit());
            }
        });
    }

    @OnEveryBackend
    void processThatHasClosedItsInput_failsAWrite(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("exec 0<&-; echo closed; exec sleep 1000")) {
                process.stdio().readFully(ByteBuffer.allocate("closed\n".length()));
                Throwable thrown = null;
                for (int i = 0; thrown == null && i < 10_000; i++) {
                    thrown = catchThrowable(() -> process.stdio().write(new byte[100]));
                }
                assertThat(thrown).isInstanceOf(IOException.class).hasMessageContaining("input of process");
            }
        });
    }

    @OnEveryBackend
    void readThatIsCutShort_losesNothing(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = shell("read line; echo got $line")) {
                byte[] bytes = new byte[100];
                for (int i = 0; i < 10; i++) {
                    assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> process.stdio().read(bytes)))
                            .isInstanceOf(TimeoutException.class);
                }
                process.stdio().write("hello\n".getBytes(StandardCharsets.UTF_8));
                process.stdio().shutdownOutput();
                assertThatThrownBy(() -> process.stdio().write(new byte[1])).isInstanceOf(ClosedChannelException.class);
                assertThat(readAll(process.stdio())).isEqualTo("got hello\n");
            }
        });
    }

    @OnEveryBackend
    void secondReader_isRefused_andTheFirstLearnsOfTheClose(Variant variant) {
        variant.run(() -> {
            Subprocess process = shell("exec sleep 1000");
            Promise<Void> borrower = Miou.task().lend(process).async(() -> {
                assertThatThrownBy(() -> process.stdio().read(new byte[1]))
                        .isInstanceOf(AsynchronousCloseException.class);
                trail.add("the borrower knows");
            });
            Waiting.until(borrower, "a trigger");
            assertThatThrownBy(() -> process.stdio().read(new byte[1])).isInstanceOf(ReadPendingException.class);
            process.close();
            borrower.await();
        });
        assertThat(trail.events()).containsExactly("the borrower knows");
    }

    @OnEveryBackend
    void inACancelledTask_readsAndAwaitsThrowAndCloseWorks(Variant variant) {
        variant.run(() -> {
            Trigger isStarted = new Trigger();
            AtomicReference<Subprocess> started = new AtomicReference<>();
            Promise<Void> child = Miou.async(() -> {
                Subprocess process = shell("exec sleep 1000");
                started.set(process);
                isStarted.signal();
                try {
                    new Trigger().await();
                } finally {
                    List<Throwable> thrown = new ArrayList<>();
                    thrown.add(catchThrowable(process::await));
                    thrown.add(catchThrowable(() -> process.stdio().read(new byte[1])));
                    thrown.add(catchThrowable(() -> process.stdio().write(new byte[1])));
                    assertThat(thrown).hasOnlyElementsOfType(TaskCancelled.class);
                    process.close();
                    trail.add("closed: " + !process.isAlive());
                }
            });
            isStarted.await();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("closed: true");
    }

    /** A process takes its own time, so turns of the domain would not meet the same points: limits that grow do. */
    @OnEveryBackend
    void stoppedAnywhere_noProcessIsLeft(Variant variant) {
        variant.run(() -> {
            int stopped = 0;
            int completed = 0;
            for (int i = 0; completed < 3; i++) {
                List<Subprocess> started = new ArrayList<>();
                try {
                    String output = Miou.timeout(Duration.ofNanos(i * 200_000L), () -> useOne(started));
                    assertThat(output).isEqualTo("hello0");
                    completed++;
                } catch (TimeoutException e) {
                    stopped++;
                }
                assertThat(started).hasSizeLessThanOrEqualTo(1).noneMatch(Subprocess::isAlive);
            }
            assertThat(stopped).isPositive();
        });
    }

    private static String useOne(List<Subprocess> started) throws IOException {
        try (Subprocess process = Processes.start(new ProcessBuilder("cat"))) {
            started.add(process);
            process.stdio().write("hello".getBytes(StandardCharsets.UTF_8));
            process.stdio().shutdownOutput();
            return readAll(process.stdio()) + process.await();
        }
    }
}
