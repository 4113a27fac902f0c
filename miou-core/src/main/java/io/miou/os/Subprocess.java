package io.miou.os;

import io.miou.Miou;
import io.miou.Ownership;
import io.miou.Resource;
import io.miou.net.ByteStream;
import io.miou.sync.Computation;
import io.miou.task.Holding;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;

/**
 * A process of the operating system that a task owns: {@link Processes#start}. Like a socket it must be closed, given to a child or
 * transferred to the parent. Closing it (and so the end of a task that fails or is cancelled) asks it to end, kills it if it does not
 * within its grace, and returns when it is gone; a process that it has started itself is left alone.
 *
 * <p>A process blocks when nobody reads what it writes: read {@link #stdio} and {@link #stderr}, or redirect them. What it has
 * written before its end can be read after it. A process that it has started may go on and keep the pipes: as with the JDK's own
 * {@link Process}, what that one writes after the end of the first may be lost, and may end it ({@code SIGPIPE}). Redirect the streams
 * to a file where that matters, or end such processes with {@link #killTree}.
 *
 * <p>Threads: {@link #pid}, {@link #exitCode} and {@link #isAlive} are for any thread; the rest for the owner and borrowers. The end
 * of the process comes from a thread of its own, which waits for it, through {@code exit}, which publishes it.
 */
public final class Subprocess implements Resource {

    /** What the scheduler releases. It is not the process itself, all of whose public methods check who calls them. */
    private final class Content implements Holding.Content {

        @Override
        public void release() {
            end();
        }

        @Override
        public String toString() {
            return Subprocess.this.toString();
        }
    }

    /** The waiter calls one method of the JDK. */
    private static final long WAITER_STACK = 128 * 1024;

    private final Process process;
    private final Duration grace;
    private final Computation<Integer> exit = new Computation<>();
    private final PipeReader output;
    private final PipeReader errors;
    private final PipeWriter input;
    private final ProcessStream stdio;
    private final ProcessStream stderr;
    private final Holding holding;

    Subprocess(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
        String who = "process " + process.pid();
        this.output = new PipeReader(process.getInputStream(), "output of " + who);
        this.errors = new PipeReader(process.getErrorStream(), "errors of " + who);
        this.input = new PipeWriter(process.getOutputStream(), "input of " + who);
        try {
            startWaiter(who);
            this.holding = Holding.acquire(new Content());
        } catch (Throwable e) {
            boolean _ = process.toHandle().destroyForcibly();
            throw e;
        }
        this.stdio = new ProcessStream(holding, output, input);
        this.stderr = new ProcessStream(holding, errors, null);
    }

    /** The JDK's future of the end is completed on the common pool, which others may keep busy. */
    private void startWaiter(String who) {
        Thread waiter = new Thread(null, this::awaitExit, "miou-exit: " + who, WAITER_STACK, false);
        waiter.setDaemon(true);
        waiter.start();
    }

    private void awaitExit() {
        while (exit.isRunning()) {
            try {
                boolean _ = exit.tryReturn(process.waitFor());
            } catch (InterruptedException e) {
                // Interrupts are not used here; ignore.
            }
        }
    }

    /**
     * Suspends until the process has ended. Cancelling the caller leaves the process alone; the end of its owner does not.
     *
     * @return its exit code; on Unix, 128 and the number of the signal that has killed it
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it
     * @throws IllegalStateException if the current task was its last owner and has closed it (rule 26); outside a fiber
     */
    public int await() {
        checkOpen("await its end before you close it, or ask exitCode()");
        return exit.await();
    }

    private void checkOpen(String advice) {
        try {
            holding.checkOpen();
        } catch (ClosedChannelException e) {
            throw new IllegalStateException(this + " was closed by the task that uses it now: " + advice, e);
        }
    }

    /**
     * Sends a signal. Suspends while a command of the system does it, on a {@linkplain Miou#blocking blocking} thread. What the
     * process does then is its own affair: await its end, or read what it writes.
     *
     * @param name without SIG: {@code HUP}, {@code INT}, {@code USR1}, {@code STOP}, ...
     * @return false if the process had ended
     * @throws IllegalArgumentException if the system has no such signal
     * @throws IOException if the command cannot be started
     * @throws UnsupportedOperationException on Windows, which has no signals
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it
     * @throws IllegalStateException if the current task was its last owner and has closed it; outside a fiber
     */
    public boolean signal(String name) throws IOException {
        Objects.requireNonNull(name, "name");
        checkOpen("send signals before you close it");
        return Miou.blocking(() -> UnixSignals.send(name, process));
    }

    /**
     * Kills the process and every process that it has started, and those that these have started, and returns when the process itself
     * is gone. {@link #close} leaves the others alone. One that is started meanwhile, or whose parent had ended before, may be
     * missed. Suspends.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it
     * @throws IllegalStateException if the current task was its last owner and has closed it; outside a fiber
     */
    public void killTree() {
        checkOpen("kill the processes before you close it");
        Miou.blocking(() -> {
            List<ProcessHandle> descendants = process.descendants().toList();
            boolean _ = process.toHandle().destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        });
        int _ = exit.await();
    }

    /**
     * {@return the pipes to and from the process: reading gives its standard output, writing goes to its standard input} Closing it
     * closes the two pipes, and not the process; it has the same owner as the process. A write is done when the bytes are on their
     * way; that the process has closed its input is the next one's {@link java.io.IOException}.
     */
    public ByteStream stdio() {
        return stdio;
    }

    /** {@return the pipe from the process: reading gives its standard error} Otherwise as {@link #stdio}; it cannot be written. */
    public ByteStream stderr() {
        return stderr;
    }

    /** {@return its number} Any thread. */
    public long pid() {
        return process.pid();
    }

    /** {@return its exit code; empty while it runs} Any thread. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** {@return whether it runs} Any thread. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public Ownership ownership() {
        return holding;
    }

    @Override
    public Subprocess adopt() {
        holding.adopt();
        return this;
    }

    @Override
    public Subprocess transfer() {
        holding.transfer();
        return this;
    }

    /** On a fiber, shielded. */
    private void end() {
        // Borrowers that wait learn of the close first, not of the end of the stream.
        output.refuse();
        errors.refuse();
        input.refuse();
        try {
            if (exit.isRunning()) {
                // By its handle: Process.destroy() closes the streams, so that what it writes last would kill it, and waits for a
                // write that is held up.
                boolean _ = process.toHandle().destroy();
                awaitEndOrKill();
            }
        } finally {
            output.close();
            errors.close();
            input.close();
        }
    }

    private void awaitEndOrKill() {
        try {
            Miou.timeout(grace, () -> {
                int _ = exit.await();
            });
        } catch (TimeoutException e) {
            boolean _ = process.toHandle().destroyForcibly();
            int _ = exit.await();
        }
    }

    @Override
    public String toString() {
        return "process " + process.pid() + process.info().command().map(command -> " (" + command + ")").orElse("");
    }
}
