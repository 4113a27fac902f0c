package io.miou.os;

import io.miou.Action;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.support.Log;
import io.miou.sync.Trigger;
import io.miou.task.Spawner;
import io.miou.task.Task;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler for a signal of the operating system, until it is closed.
 *
 * {@snippet :
 * Trigger stop = new Trigger();
 * try (Signals interrupt = Signals.on("INT", stop::signal)) {
 *     Miou.until(stop, () -> serve());
 * }
 * }
 *
 * <p>The handler is a fiber of the task that registered it, on that task's domain, once for each time the signal comes: it may
 * suspend, start and own like any task. What it throws is logged, and it stays. It ends with its task, closed or not; meanwhile the
 * JVM's own reaction to the signal (for {@code INT} and {@code TERM}: exit) is off. The idea is Miou's {@code sys_signal}.
 *
 * <p>Threads: the JVM calls {@link #arrived} on a thread of its own; {@code pending} and the trigger in {@code next} are all it
 * touches. The rest is for the task's domain. {@code pending} is raised before {@code next} is read there, and
 * {@code next} is written before {@code pending} is read here: no signal is missed.
 */
public final class Signals implements AutoCloseable {

    private final String name;
    private final Action handler;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile Trigger next = new Trigger();
    private final Promise<?> attendant;

    private Signals(String name, Action handler) {
        this.name = name;
        this.handler = handler;
        SignalRouter.Subscription subscription = SignalRouter.subscribe(name, this::arrived);
        try {
            Owned<SignalRouter.Subscription> owned = Resource.own(subscription, SignalRouter::unsubscribe);
            this.attendant = Spawner.attendant("signal " + name, List.of(owned), this::attend);
        } catch (Throwable e) {
            SignalRouter.unsubscribe(subscription);
            throw e;
        }
    }

    /**
     * Registers a handler. From a fiber; never suspends. Several handlers of one signal all run.
     *
     * @param name without SIG: {@code INT}, {@code TERM}, {@code HUP}, {@code USR1}, ...
     * @param handler run in a fiber each time the signal comes
     * @return the registration, to be closed by the same task
     * @throws IllegalArgumentException if there is no such signal, or the operating system or the JVM keeps it to itself
     * @throws UnsupportedOperationException if this Java runtime has no module {@code jdk.unsupported}
     * @throws IllegalStateException outside a fiber
     */
    public static Signals on(String name, Action handler) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(handler, "handler");
        Task<?> _ = Task.current();
        return new Signals(name, handler);
    }

    private void arrived() {
        pending.incrementAndGet();
        boolean _ = next.signal();
    }

    private void attend() throws Exception {
        while (true) {
            Trigger trigger = new Trigger();
            next = trigger;
            if (pending.get() == 0) {
                trigger.await();
            }
            while (pending.get() > 0) {
                pending.decrementAndGet();
                handle();
            }
        }
    }

    private void handle() throws Exception {
        try {
            handler.run();
        } catch (Throwable e) {
            if (Task.current().seesCancellation()) {
                // It was closed, or its task is cancelled: what it throws then is no failure of the handler.
                throw e;
            }
            // An Error too, or a TaskCancelled of another task: a handler that was gone without a word would be worse.
            Log.error("the handler of signal " + name + " has thrown", e);
        }
    }

    /**
     * Removes the handler: a run of it that is under way is cancelled and waited for, and the JVM's own reaction is back. By
     * the task that registered it. Doing so again does nothing.
     *
     * @throws io.miou.NotAChildError if another task does it
     */
    @Override
    public void close() {
        if (attendant.state() == Promise.State.RUNNING) {
            attendant.cancel();
        }
    }

    @Override
    public String toString() {
        return "handler of signal " + name;
    }
}
