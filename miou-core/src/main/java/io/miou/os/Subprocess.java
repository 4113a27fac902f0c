package io.miou.os;

import io.miou.Miou;
import io.miou.Ownership;
import io.miou.Resource;
import io.miou.net.ByteStream;
import io.miou.sync.Computation;
import io.miou.task.OwnershipState;
import io.miou.task.Releasable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;

/**
 * A process of the operating system that a task owns: see {@link Processes#start}. Like a socket it must be closed,
 * given to a child or transferred to the parent.
 *
 * <p>Closing it asks the process to end, kills it if it does not end within its grace, and returns when it is gone. So
 * does the end of an owner that fails or is cancelled (rule 17). Processes that the process has started itself are left
 * alone.
 *
 * <p>A process blocks when its output is not read: read {@link #stdio} and {@link #stderr}, or redirect them. Output
 * from before the end of the process can be read after it.
 *
 * <p>A process that this process has started may go on and keep the pipes. As with the JDK's own {@link Process},
 * output that it writes after the end of the first may be lost, and may end it ({@code SIGPIPE}). Redirect the streams
 * to a file if that matters, or end such processes with {@link #killTree}.
 *
 * <p>Threads: {@link #pid}, {@link #exitCode} and {@link #isAlive} are for any thread; the rest is for the owner and
 * its borrowers. A thread of its own waits for the end of the process, and publishes it through {@code exit}.
 *
 * @since 0.1.0
 */
public final class Subprocess implements Resource {

    /** The part that the scheduler releases. Not the process itself, whose public methods all check their caller. */
    private final class Content implements Releasable {

        @Override
        public void release() {
            end();
        }

        @Override
        public String toString() {
            return Subprocess.this.toString();
        }
    }

    /** The waiting thread calls one method of the JDK. */
    private static final long WAITER_STACK = 128 * 1024;

    private final Process process;
    private final Duration grace;
    private final Computation<Integer> exit = new Computation<>();
    private final PipeReader output;
    private final PipeReader errors;
    private final PipeWriter input;
    private final ProcessStream stdio;
    private final ProcessStream stderr;
    private final OwnershipState holding;

    Subprocess(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
        String who = "process " + process.pid();
        this.output = new PipeReader(process.getInputStream(), "output of " + who);
        this.errors = new PipeReader(process.getErrorStream(), "errors of " + who);
        this.input = new PipeWriter(process.getOutputStream(), "input of " + who);
        try {
            startWaiter(who);
            this.holding = OwnershipState.acquire(new Content());
        } catch (Throwable e) {
            boolean _ = process.toHandle().destroyForcibly();
            throw e;
        }
        this.stdio = new ProcessStream(holding, output, input);
        this.stderr = new ProcessStream(holding, errors, null);
    }

    /**
     * Starts a thread that waits for the end. The JDK's own future of the end is completed on the common pool, which
     * other code may block.
     */
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
     * Suspends until the process has ended. Cancelling the caller leaves the process alone; the end of its owner does
     * not.
     *
     * @return its exit code; on Unix, 128 plus the number of the signal that killed it
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws io.miou.NotOwnerError if the current task neither owns it nor has borrowed it (rule 27)
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
     * Sends a signal to the process. Suspends while a {@linkplain Miou#blocking blocking} thread runs a command of the
     * system. Does not wait for the effect: await the end of the process, or read what it writes.
     *
     * @param name the signal without SIG: {@code HUP}, {@code INT}, {@code USR1}, {@code STOP}, ...
     * @return false if the process had ended
     * @throws IllegalArgumentException if the system has no such signal
     * @throws IOException if the command cannot be started
     * @throws UnsupportedOperationException on Windows, which has no signals
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws io.miou.NotOwnerError if the current task neither owns it nor has borrowed it (rule 27)
     * @throws IllegalStateException if the current task was its last owner and has closed it (rule 26); outside a fiber
     */
    public boolean signal(String name) throws IOException {
        Objects.requireNonNull(name, "name");
        checkOpen("send signals before you close it");
        return Miou.blocking(() -> UnixSignals.send(name, process));
    }

    /**
     * Kills the process with all its descendants. Suspends until the process itself is gone. {@link #close} leaves
     * descendants alone. A descendant that is started meanwhile, or whose parent had ended before, may be missed.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws io.miou.NotOwnerError if the current task neither owns it nor has borrowed it (rule 27)
     * @throws IllegalStateException if the current task was its last owner and has closed it (rule 26); outside a fiber
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
     * {@return the pipes to and from the process: reading gives its standard output, writing goes to its standard
     * input} The stream has the owner of the process. Closing it closes the two pipes, and not the process. Any thread
     * may call this; what reads or writes the stream checks its owner.
     *
     * <p>A write returns when the bytes are on their way. If the process has closed its input, the next write throws
     * {@link java.io.IOException}.
     */
    public ByteStream stdio() {
        return stdio;
    }

    /**
     * {@return the pipe from the process: reading gives its standard error} Otherwise the same as {@link #stdio()}; it
     * cannot be written. Any thread.
     */
    public ByteStream stderr() {
        return stderr;
    }

    /** {@return the number of the process} Any thread. */
    public long pid() {
        return process.pid();
    }

    /** {@return the exit code of the process; empty while it runs} Any thread. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** {@return whether the process runs} Any thread. */
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

    /** Ends the process. On a fiber, shielded. */
    private void end() {
        // Waiting borrowers get the exception of the close, not the end of the stream.
        output.refuse();
        errors.refuse();
        input.refuse();
        try {
            if (exit.isRunning()) {
                // By the handle: Process.destroy() closes the streams, so that the last output of the process would
                // kill it, and waits for a write that is blocked.
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
