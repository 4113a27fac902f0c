package io.miou;

import io.miou.fiber.EngineChooser;
import io.miou.fiber.FiberEngine;
import io.miou.run.BackendChooser;
import io.miou.run.Run;
import io.miou.run.RunSettings;
import io.miou.spi.BackendProvider;
import io.miou.support.Arguments;
import io.miou.task.ApiAccess;
import io.miou.task.Callables;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run: see {@link Miou#launcher}. Immutable; each method returns a new instance. Any thread.
 *
 * {@snippet :
 * int answer = Miou.launcher().domains(4).backend("nio").run(() -> compute());
 * }
 *
 * @since 0.1.0
 */
public final class Launcher {

    /** The event interval of a program that chooses none. */
    static final int NO_EVENT_INTERVAL = 0;

    /** How long a fiber may block its domain before a warning, unless {@code miou.watchdog} sets another (rule 31). */
    private static final Duration STANDARD_WATCHDOG_LIMIT = Duration.ofSeconds(1);

    private static final long SMALLEST_STACK = 256 * 1024;

    static {
        ApiAccess.install(new ApiAccessImpl());
    }

    private final RunOptions options;

    private Launcher(RunOptions options) {
        this.options = options;
    }

    static Launcher standard() {
        return new Launcher(RunOptions.NONE);
    }

    /**
     * Sets the number of domains besides domain 0. The default is the system property {@code miou.domains}, or else one
     * less than the number of processors, but at least 2.
     *
     * @param poolDomains 0 or more; with 0 there is nothing to {@code call}
     * @return a new launcher
     * @throws IllegalArgumentException if it is negative
     */
    public Launcher domains(int poolDomains) {
        if (poolDomains < 0) {
            throw new IllegalArgumentException("domains(" + poolDomains + "): choose 0 or more");
        }
        return new Launcher(options.withDomains(poolDomains));
    }

    /**
     * Forces a backend. Without it, the system property {@code miou.backend}, or else the available one with the
     * highest priority.
     *
     * @param name {@code nio}, {@code epoll}, {@code kqueue}, or that of a backend of one's own
     * @return a new launcher; {@code run} throws {@link IllegalArgumentException} if it is unknown or unavailable
     */
    public Launcher backend(String name) {
        Objects.requireNonNull(name, "name");
        return new Launcher(options.withBackend(name));
    }

    /**
     * Uses a backend that need not be found.
     *
     * @param provider makes one for each domain
     * @return a new launcher; {@code run} throws {@link IllegalArgumentException} if it is unavailable
     */
    public Launcher backend(BackendProvider provider) {
        Objects.requireNonNull(provider, "provider");
        return new Launcher(options.withBackend(provider));
    }

    /**
     * Fixes the source of every random choice of the scheduler: where {@code call} runs, which child {@code awaitFirst}
     * prefers among equals. Without it, each run has its own.
     *
     * @param seed any number
     * @return a new launcher
     */
    public Launcher seed(long seed) {
        return new Launcher(options.withSeed(seed));
    }

    /**
     * Sets how often the operating system is polled while fibers are ready: at least once in this number of resumptions
     * (rule 15). With a smaller number, sockets and timers are served sooner beside busy fibers. With a larger one,
     * switches are faster.
     *
     * @param resumptions 1 or more. Without it 64; on nio as many as there are ready fibers, from 64 to 1,024, with a
     *        poll after 20 milliseconds in any case
     * @return a new launcher
     * @throws IllegalArgumentException if it is less than 1
     */
    public Launcher eventInterval(int resumptions) {
        if (resumptions < 1) {
            throw new IllegalArgumentException("eventInterval(" + resumptions + "): choose 1 or more");
        }
        return new Launcher(options.withEventInterval(resumptions));
    }

    /**
     * Sets the reaction of the run to a forgotten child or resource.
     *
     * @param policy {@link Violations#FATAL} without it
     * @return a new launcher
     */
    public Launcher violations(Violations policy) {
        Objects.requireNonNull(policy, "policy");
        return new Launcher(options.withViolations(policy));
    }

    /**
     * Lets tasks inherit scoped values: main sees their bindings as of {@code run}, a child those of its parent as of
     * its start, on whatever domain. Without it a task sees no bindings but its own. Further calls add to the values.
     *
     * @param values whose bindings are inherited; one that is not bound is not
     * @return a new launcher
     */
    public Launcher inherit(ScopedValue<?>... values) {
        List<ScopedValue<?>> inherited = Arguments.listOf(values, "values");
        return new Launcher(options.withInherited(inherited));
    }

    /**
     * Sets the stack size of a domain's thread, which limits how deep its fibers may recurse. A suspension at the
     * bottom of a recursion needs about as much stack again as is in use there. On the portable engine fibers run on
     * the JDK's threads, whose stack the JVM flag {@code -Xss} sets.
     *
     * <p>A task that recurses without end fails with {@link StackOverflowError}. A recursion that suspends may never
     * reach the end of the stack, because its frames move to the heap. Such a task fails at a suspension beyond a
     * million frames, of perhaps 100 bytes each.
     *
     * @param bytes at least 256 KiB; or 0 for 8 MiB; the operating system gives only the memory that is used
     * @return a new launcher
     * @throws IllegalArgumentException if it is less, but not 0
     */
    public Launcher stackSize(long bytes) {
        if (bytes != 0 && bytes < SMALLEST_STACK) {
            throw new IllegalArgumentException("stackSize(" + bytes + "): choose at least " + SMALLEST_STACK
                    + " bytes (256 KiB), or 0 for the standard");
        }
        return new Launcher(options.withStackSize(bytes));
    }

    /**
     * Cancels the main task when the JVM exits, and delays the exit until the run has ended. So tasks clean up as they
     * do on any cancellation, and {@code run} throws {@link CancellationException}. The exit may be caused by a signal,
     * by {@code System.exit} or by the end of the last thread. Without this setting, the exit of the JVM cuts a run
     * off.
     *
     * <p>A fiber that calls {@code System.exit} ends the process with or without this setting. But the call never
     * returns, so the run cannot end and the JVM waits for the whole grace. To exit in order and at once, return from
     * main or cancel the tasks.
     *
     * <p>The grace is also the time after which a run gives up fibers that do not come back to Miou (rule 32). It
     * counts from the request to end the run: the exit of the JVM, {@link Running#close}, {@link Running#cancel}, or an
     * interrupt of the caller of {@code run}. Such a fiber may wait in a call of the JDK that no interrupt ends, such
     * as {@code Lock.lock} in a deadlock. It may also read from a silent file, or compute without end. Without a grace,
     * or with zero, the time is 10 seconds.
     *
     * <ul>
     * <li>The task of such a fiber ends as a cancelled one: its children end, and its resources are released. Its
     *     {@code finally} blocks do not run, because its thread does not go on. A task that waits for a body of
     *     {@link Miou#blocking} that does not return is cancelled in the usual way: its {@code finally} blocks run.
     *     Only the blocking thread is given up.
     * <li>The thread is a daemon and is abandoned. Locks and monitors that it holds stay taken, and so do streams and
     *     connections of other libraries. If the thread comes back later, every call of Miou throws
     *     {@link TaskCancelled} there, so its {@code finally} blocks run then.
     * <li>Everything else ends as always. Then the run throws an {@link IllegalStateException} that names the tasks,
     *     with stacks.
     * </ul>
     *
     * <p>Tasks that are suspended in Miou are never given up, however long they take to clean up.
     *
     * @param grace how long the exit waits; zero only cancels. It waits up to two seconds more for the rest of a run
     *        that has given up fibers
     * @return a new launcher
     * @throws IllegalArgumentException if it is negative
     */
    public Launcher onShutdown(Duration grace) {
        Objects.requireNonNull(grace, "grace");
        if (grace.isNegative()) {
            throw new IllegalArgumentException("onShutdown(" + grace + "): choose zero or more");
        }
        return new Launcher(options.withExitGrace(grace));
    }

    /**
     * Starts a program and returns at once: for a process that embeds it, such as an application server or a test.
     * Domain 0 is a thread of its own. Otherwise as {@link #run(Callable)}; main sees what the caller passes on now.
     *
     * {@snippet :
     * try (Running<Void> running = Miou.launcher().start(() -> serve())) {
     *     Future<Integer> size = running.submit(() -> countClients());
     *     ...
     * } // main is cancelled, and has ended
     * }
     *
     * @param <T> the result
     * @param main the main task
     * @return the run, to be joined, or cancelled and closed; left alone, it goes on until main has ended
     * @throws IllegalStateException inside a fiber; or if the property {@code miou.fibers} asks for an engine that
     *         cannot be used in this process, with the JVM flag to add
     * @throws IllegalArgumentException if a forced backend is unknown or unavailable, or a property cannot be read
     */
    public <T extends @Nullable Object> Running<T> start(Callable<? extends T> main) {
        Objects.requireNonNull(main, "main");
        Task<?> current = Task.currentOrNull();
        if (current != null) {
            throw new IllegalStateException("start inside a fiber, by "
                    + Failures.describe(current) + ": the new run would outlive its task;"
                    + " start a child with Miou.async or Miou.call instead");
        }
        return Running.start(Run.open(settings(), engine()), main);
    }

    /**
     * Starts a run whose main task has no result. Otherwise the same as {@link #start(Callable)}.
     *
     * @param main the main task
     * @return the run
     * @throws IllegalStateException inside a fiber; or if the property {@code miou.fibers} asks for an engine that
     *         cannot be used in this process
     * @throws IllegalArgumentException if a forced backend is unknown or unavailable, or a property cannot be read
     */
    public Running<@Nullable Void> start(Action main) {
        return start(Callables.<@Nullable Void>of(main));
    }

    /**
     * Runs a program: a main task and everything it starts. The calling thread waits for domain 0. It is that domain
     * itself only where no fiber can block it: a platform thread, on the portable engine. When it returns or throws,
     * every task has ended, every thread of the run is joined and every descriptor is closed (rule 18).
     *
     * <p>Not in a static initialiser, unless no task uses its class: tasks run on other threads, which wait for the
     * initialiser, which waits for the run. (A lambda in the class uses it.) The watchdog warns of that.
     *
     * <p>Interrupting the calling thread cancels the main task; {@code run} then throws {@link CancellationException}
     * with the thread's interrupt flag set again.
     *
     * @param <T> the result
     * @param main the main task
     * @return what it returned
     * @throws TaskFailedException if main threw a checked exception, which is the cause; an unchecked one is thrown as
     *         it is
     * @throws RuleViolation if a rule was broken and violations are fatal
     * @throws CancellationException if the calling thread was interrupted
     * @throws IllegalStateException inside a fiber; if fibers that did not come back were
     *         {@linkplain #onShutdown given up}; or if the property {@code miou.fibers} asks for an engine that cannot
     *         be used in this process, with the JVM flag to add
     * @throws IllegalArgumentException if a forced backend is unknown or unavailable, or a property cannot be read
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> main) {
        Objects.requireNonNull(main, "main");
        Task<?> current = Task.currentOrNull();
        if (current != null) {
            throw new IllegalStateException("run inside a fiber, by " + Failures.describe(current)
                    + ": it would block the domain;"
                    + " start a child with Miou.async or Miou.call instead");
        }
        RunSettings settings = settings();
        FiberEngine engine = engine();
        try (DumpSignal _ = DumpSignal.open()) {
            return Run.execute(settings, engine, main);
        }
    }

    /**
     * Runs a main task without a result. Otherwise the same as {@link #run(Callable)}.
     *
     * @param main the main task
     * @throws TaskFailedException if main threw a checked exception, which is the cause; an unchecked one is thrown as
     *         it is
     * @throws RuleViolation if a rule was broken and violations are fatal
     * @throws CancellationException if the calling thread was interrupted
     * @throws IllegalStateException inside a fiber; if fibers that did not come back were
     *         {@linkplain #onShutdown given up}; or if the property {@code miou.fibers} asks for an engine that cannot
     *         be used in this process
     * @throws IllegalArgumentException if a forced backend is unknown or unavailable, or a property cannot be read
     */
    public void run(Action main) {
        @Nullable Object _ = run(Callables.<@Nullable Object>of(main));
    }

    /** Forces an engine for fibers, as the property does; for tests that compare them. */
    Launcher fibers(String engine) {
        return new Launcher(options.withEngine(engine));
    }

    private FiberEngine engine() {
        String forced = options.engine() != null ? options.engine() : SystemProperties.text(EngineChooser.PROPERTY);
        return EngineChooser.ofProcess().choose(forced);
    }

    private RunSettings settings() {
        Trace.startFromProperty();
        Integer domains = options.domains();
        int poolDomains = domains != null
                ? domains
                : SystemProperties.integer("miou.domains", Math.max(2, Runtime.getRuntime().availableProcessors() - 1),
                        0);
        BackendProvider provider = options.backend();
        if (provider == null) {
            String forced = options.backendName() != null
                    ? options.backendName()
                    : SystemProperties.text("miou.backend");
            provider = BackendChooser.choose(forced);
        } else {
            BackendProvider given = provider;
            BackendChooser.unavailable(provider).ifPresent(why -> {
                throw new IllegalArgumentException("backend '" + given.name() + "' is unavailable: " + why
                        + "; choose another, or none to have the best one chosen");
            });
        }
        Long seed = options.seed();
        return new RunSettings(poolDomains, provider, seed != null ? seed : System.nanoTime() ^ hashCode(),
                options.eventInterval(), options.violations(), SystemProperties.integer("miou.blocking", 1_024, 1),
                options.inherited(), options.stackSize(), options.exitGrace(),
                SystemProperties.duration("miou.watchdog", STANDARD_WATCHDOG_LIMIT), Boolean.getBoolean("miou.debug"));
    }
}
