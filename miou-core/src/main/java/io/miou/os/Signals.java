package io.miou.os;

import io.miou.Action;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.bridge.SignalRouter;
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
 * <p>The handler runs in a fiber of the task that registered it, on that task's domain, once each time the signal
 * comes. It may suspend, start and own like any task. If it throws, that is logged, and the handler stays. It ends with
 * its task, closed or not. Meanwhile the JVM's own reaction to the signal is off (for {@code INT} and {@code TERM}:
 * exit). The idea is Miou's {@code sys_signal}.
 *
 * <p>Threads: the JVM calls {@link #arrived} on a thread of its own, which touches only {@code pending} and the trigger
 * in {@code next}. The rest is for the task's domain. The JVM's thread raises {@code pending} and then reads
 * {@code next}; the domain writes {@code next} and then reads {@code pending}. So no signal is missed.
 *
 * @since 0.1.0
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
     * Registers a handler for a signal. Never suspends. If a signal has several handlers, all run.
     *
     * @param name the signal without SIG: {@code INT}, {@code TERM}, {@code HUP}, {@code USR1}, ...
     * @param handler runs in a fiber each time the signal comes
     * @return the registration; only the same task may close it
     * @throws IllegalArgumentException if there is no such signal, or the operating system or the JVM reserves it
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
                // The handler was closed, or its task is cancelled: what it throws then is not a failure.
                throw e;
            }
            // Also an Error, or a TaskCancelled of another task: the handler must not end silently.
            Log.error("the handler of signal " + name + " has thrown", e);
        }
    }

    /**
     * Removes the handler, and restores the JVM's own reaction. Suspends until a handler call that is running is
     * cancelled and has ended. Works in a cancelled task too (rule 10). Calling it again does nothing.
     *
     * @throws io.miou.NotAChildError if another task calls it (rule 2)
     * @throws IllegalStateException outside a fiber
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
