package io.miou.os;

import io.miou.Miou;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * Starts processes of the operating system.
 *
 * {@snippet :
 * try (Subprocess sort = Processes.start(new ProcessBuilder("sort"))) {
 *     sort.stdio().write(lines);
 *     sort.stdio().shutdownOutput();
 *     byte[] sorted = sort.stdio().inputStream().readAllBytes();
 *     int exitCode = sort.await();
 * }
 * }
 *
 * @since 0.1.0
 */
public final class Processes {

    private static final Duration GRACE = Duration.ofSeconds(1);

    private Processes() {
    }

    /**
     * Starts a process that has one second to end by itself when it is closed. Suspends while a
     * {@linkplain Miou#blocking blocking} thread calls the operating system; see
     * {@link #start(ProcessBuilder, Duration)}.
     *
     * @param builder the process to start; do not change it before this returns
     * @return the process, owned by the current task
     * @throws IOException if the process cannot be started
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was started then
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static Subprocess start(ProcessBuilder builder) throws IOException {
        return start(builder, GRACE);
    }

    /**
     * Starts a process. Suspends while a {@linkplain Miou#blocking blocking} thread calls the operating system. The
     * process has a pipe for each of its three streams that the builder does not redirect.
     *
     * @param builder the process to start; do not change it before this returns
     * @param grace the time that the process has to end by itself when it is closed; then it is killed
     * @return the process, owned by the current task
     * @throws IOException if the process cannot be started
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was started then
     * @throws IllegalArgumentException if the grace is negative
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static Subprocess start(ProcessBuilder builder, Duration grace) throws IOException {
        Objects.requireNonNull(builder, "builder");
        Objects.requireNonNull(grace, "grace");
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a process cannot have a grace of " + grace + "; choose zero or more");
        }
        OwnershipState.requireMayOwn(Task.current());
        Process process = Miou.blocking(builder::start);
        return new Subprocess(process, grace);
    }
}
