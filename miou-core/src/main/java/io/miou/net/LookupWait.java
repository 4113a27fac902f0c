package io.miou.net;

import io.miou.task.Failures;
import io.miou.task.Task;
import io.miou.task.Wait;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a task for the addresses of a host.
 *
 * <p>Threads: {@link #answer} is for the thread that has looked up, {@link #withdraw} for the task's domain;
 * {@code decided} decides between them. The answer is written before the task is woken. A withdrawn wait may stay in
 * the queue until the lookup has ended; it keeps no task then.
 */
final class LookupWait implements Wait {

    private final String host;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final Runnable end;

    private volatile @Nullable Task<?> task;
    private @Nullable Lookup lookup;
    private InetAddress @Nullable [] addresses;
    private @Nullable Throwable failure;

    LookupWait(Task<?> task, String host) {
        this.task = task;
        this.host = host;
        this.end = task.loop().backend().blocking(this::deliver);
    }

    /** Sets the lookup. On the task's domain, before it waits. */
    void waitFor(Lookup asked) {
        lookup = asked;
    }

    void answer(InetAddress @Nullable [] found, @Nullable Throwable thrown) {
        if (decided.compareAndSet(false, true)) {
            addresses = found;
            failure = thrown;
            end.run();
        }
    }

    private void deliver() {
        Task<?> waiter = task;
        if (waiter != null) {
            waiter.wake();
        }
    }

    /** Returns the answer. On the task's fiber, after the answer has come. */
    List<InetAddress> addresses() throws UnknownHostException {
        InetAddress[] found = addresses;
        if (found != null) {
            return List.of(found);
        }
        if (failure instanceof UnknownHostException unknown) {
            // A new exception, because several tasks may get the answer.
            UnknownHostException own = new UnknownHostException(unknown.getMessage());
            own.initCause(unknown);
            throw own;
        }
        Throwable thrown = failure;
        if (thrown == null) {
            throw new UnknownHostException(host);
        }
        throw Failures.sneak(thrown);
    }

    @Override
    public boolean withdraw() {
        if (!decided.compareAndSet(false, true)) {
            return false;
        }
        task = null;
        Lookup asked = lookup;
        if (asked != null) {
            asked.left();
        }
        end.run();
        return true;
    }

    @Override
    public String describe() {
        return "the addresses of " + host;
    }
}
