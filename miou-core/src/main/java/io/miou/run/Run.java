package io.miou.run;

import io.miou.Promise.State;
import io.miou.RuleViolation;
import io.miou.Violations;
import io.miou.domain.DomainLoop;
import io.miou.domain.InterruptListener;
import io.miou.domain.Neighbours;
import io.miou.domain.SleepWatch;
import io.miou.fiber.EndGrace;
import io.miou.fiber.FiberEngine;
import io.miou.inbox.Message;
import io.miou.observe.TaskRecorder;
import io.miou.observe.TraceHub;
import io.miou.spi.Backend;
import io.miou.support.Tracing;
import io.miou.task.ApiAccess;
import io.miou.task.ContextualBody;
import io.miou.task.DisownedResources;
import io.miou.task.DomainPool;
import io.miou.task.Failures;
import io.miou.task.RunContext;
import io.miou.task.Task;
import io.miou.task.TaskReports;
import io.miou.task.TaskView;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run: its domains, its main task, and its end.
 *
 * <p>Threads: any thread may call the accessors, {@link #cancelMain}, {@link #violated} and {@link #failed};
 * {@code problem} is set once by compare-and-set and read after the domains are joined. A {@code cascade} is confined
 * to its domain.
 */
public final class Run implements RunContext {

    private static final long STANDARD_STACK = 8L << 20;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int number = NUMBERS.incrementAndGet();
    private final RunSettings settings;
    private final FiberEngine engine;
    private final DomainLoop[] loops;
    private final DomainPool domains;
    private final BlockingPool blockingPool;
    private final InheritedValues inheritedValues;
    private final LongAdder violations = new LongAdder();
    private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
    private final DisownedResources disowned = new DisownedResources();
    private final EndGrace endGrace;
    private final AbandonedFibers abandoned = new AbandonedFibers();
    private final EndWatch endWatch;
    private final Watchdog watchdog;

    private final DomainThreads threads;

    private volatile boolean exiting;

    @Nullable
    private volatile Task<?> main;

    Run(RunSettings settings, FiberEngine engine) throws IOException {
        this.settings = settings;
        this.engine = engine;
        this.blockingPool = new BlockingPool(settings.blockingThreads(), BlockingUse.BODIES);
        this.inheritedValues = new InheritedValues(settings.inherited());
        this.endGrace = new EndGrace(TimeUnit.NANOSECONDS.convert(settings.endGrace()));
        SleepWatch sleep = new SleepWatch();
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        List<Backend> backends = DomainBackends.open(settings);
        loops = new DomainLoop[backends.size()];
        Neighbours neighbours = new Neighbours(loops.length, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new DomainLoop(number, i, backends.get(i), settings.eventInterval(), seeds.split(), endGrace,
                    neighbours, sleep,
                    this::failed);
        }
        domains = new DomainPool(loops, ApiAccess.get()::newDomain);
        threads = new DomainThreads(engine, loops.length,
                settings.stackSize() == 0 ? STANDARD_STACK : settings.stackSize());
        endWatch = new EndWatch(this, engine, endGrace, loops);
        watchdog = new Watchdog(this, engine, loops, sleep,
                TimeUnit.NANOSECONDS.convert(settings.watchdog()));
    }

    /**
     * Runs a main task and everything it starts; the calling thread is domain 0 meanwhile.
     *
     * @param <T> its result
     * @param settings of the run
     * @param engine of its fibers
     * @param body of the main task
     * @return what it returned
     */
    public static <T extends @Nullable Object> T execute(RunSettings settings, FiberEngine engine,
            Callable<? extends T> body) {
        Run run = open(settings, engine);
        return run.execute(run.capture(body), DomainThreads.needStandIn(engine));
    }

    /**
     * {@return a run that is ready to be executed; its backends are open}
     *
     * @param settings of the run
     * @param engine of its fibers
     */
    public static Run open(RunSettings settings, FiberEngine engine) {
        return RunOpening.open(settings, engine);
    }

    /**
     * Runs the main task and everything it starts, once.
     *
     * @param <T> its result
     * @param captured body of the main task, as {@link #capture} has made it
     * @param standIn whether domain 0 has a thread of its own and the caller waits for it; a virtual thread cannot
     *        drive a domain
     * @return what it returned
     */
    public <T extends @Nullable Object> T execute(Callable<? extends T> captured, boolean standIn) {
        Task<T> task = new Task<>(this, null, loops[0], null, captured);
        main = task;
        TaskReports.spawned(task);
        ActiveRuns.add(this);
        ProcessMetrics.ofProcess().begins(this);
        InterruptListener listener = new InterruptListener(this::cancelMain);
        ExitHook exitHook = ExitHook.install(this, settings.exitGrace());
        try {
            engine.beginRun("miou run " + number, this::threadsOfFibers);
            watchdog.start();
            for (int i = 1; i < loops.length; i++) {
                threads.start(loops[i]);
            }
            task.enqueue();
            if (standIn) {
                threads.start(loops[0]);
                threads.awaitEnd(loops[0], listener);
            } else {
                loops[0].run(engine, listener);
            }
        } finally {
            end(listener);
            exitHook.remove();
        }
        if (listener.wasInterrupted()) {
            Thread.currentThread().interrupt();
        }
        return RunResult.of(task, problem.get(), abandoned);
    }

    /** Closes the backends of a run that cannot be executed. */
    public void abandon() {
        for (DomainLoop loop : loops) {
            loop.abandon();
        }
    }

    private void end(InterruptListener listener) {
        for (int i = 1; i < loops.length; i++) {
            loops[i].requestStop();
        }
        for (int i = 1; i < loops.length; i++) {
            threads.awaitEnd(loops[i], listener);
        }
        blockingPool.close();
        endWatch.close();
        watchdog.close();
        if (abandoned.isEmpty()) {
            // Otherwise thread dumps go on to show where those fibers are.
            engine.endRun();
        }
        ActiveRuns.remove(this);
        if (ProcessMetrics.ofProcess().ends(this)) {
            Management.unregisterIfIdle();
        }
        if (Tracing.isOn()) {
            TraceHub.runEnded();
        }
    }

    /** Returns the threads of all fibers that live. Any thread. */
    private Stream<Thread> threadsOfFibers() {
        return Stream.concat(tasks().stream().map(task -> task.fiber().thread()), abandoned.threads().stream())
                .filter(Thread::isAlive);
    }

    // What ends it

    /** Cancels the main task, and with it everything. Any thread. */
    public void cancelMain() {
        endWatch.start();
        Task<?> asked = main;
        if (asked != null) {
            asked.askToCancel();
        }
        loops[0].postCancellation(new Message() {
            @Override
            public void deliver() {
                Task<?> task = main;
                if (task != null) {
                    task.cancelOnItsDomain();
                }
            }
        });
    }

    @Override
    public void violated(Task<?> task, RuleViolation violation) {
        violations.increment();
        if (settings.violations() == Violations.CONTAINED || task.isContained()) {
            Failures.log(System.Logger.Level.ERROR, violation.toString(), null);
        } else {
            failed(violation);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (!problem.compareAndSet(null, cause)) {
            Throwable first = problem.get();
            if (first != null) {
                Failures.suppress(first, cause);
            }
            return;
        }
        cancelMain();
    }

    @Override
    public void gaveUp(Task<?> task, StackTraceElement[] stack) {
        endGrace.shorten();
        abandoned.add(task, stack);
    }

    /** Notes that the run no longer waits for the blocking body of a task. */
    public void gaveUpBlocking(Task<?> task, Thread thread) {
        endGrace.shorten();
        abandoned.addBlocking(task, thread);
    }

    /** Cancels the main task, because the JVM exits. Any thread. */
    void exits() {
        exiting = true;
        cancelMain();
    }

    /** {@return whether it ends because the JVM exits} Any thread. */
    boolean isExiting() {
        return exiting;
    }

    boolean hasGivenUp() {
        return !abandoned.isEmpty();
    }

    IllegalStateException givenUpError() {
        return abandoned.error(null);
    }

    /**
     * Starts a new thread for a domain whose thread is kept by a fiber that was given up. Called by the thread that
     * gave it up.
     */
    void driveByAnotherThread(DomainLoop loop) {
        threads.start(loop);
    }

    // What tasks ask

    @Override
    public FiberEngine engine() {
        return engine;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean isDebug() {
        return settings.debug();
    }

    @Override
    public void ruleBroken() {
        violations.increment();
    }

    // What observers ask

    /** {@return its domains} */
    DomainLoop[] loops() {
        return loops;
    }

    /** {@return the number of rules that its tasks have broken} */
    long violations() {
        return violations.sum();
    }

    @Override
    public <T extends @Nullable Object> Callable<? extends T> capture(Callable<? extends T> body) {
        return TaskRecorder.watch(this.<T>withContext(body));
    }

    /**
     * {@return code with the context of the calling thread: scoped values and captured contexts} Any thread.
     *
     * @param <T> its result
     * @param body the code
     */
    public <T extends @Nullable Object> Callable<? extends T> withContext(Callable<? extends T> body) {
        return inheritedValues.isEmpty() && ContextCaptures.areNone()
                ? body
                : ContextualBody.of(body, code -> inheritedValues.bindAround(ContextCaptures.captureAround(code)));
    }

    @Override
    public DomainPool domains() {
        return domains;
    }

    @Override
    public DisownedResources disowned() {
        return disowned;
    }

    @Override
    public long noteRepeatedCancellation(Task<?> task, long since) {
        return watchdog.noteRepeatedCancellation(task, since);
    }

    /**
     * {@return the run of a task}
     *
     * @param task any
     */
    public static Run of(Task<?> task) {
        return (Run) task.run();
    }

    public BlockingPool blockingPool() {
        return blockingPool;
    }

    /** {@return whether it has ended because its main task was cancelled, and of nothing else} */
    public boolean wasCancelled() {
        Task<?> ended = main;
        return problem.get() == null && !hasGivenUp() && ended != null && ended.state() == State.CANCELLED;
    }

    /** {@return its main task; null before it has one} Any thread. */
    @Nullable
    Task<?> main() {
        return main;
    }

    /** {@return its tasks, none of them twice} Any thread; changes in the meantime may be missing. */
    List<Task<?>> tasks() {
        Task<?> root = main;
        return root == null ? List.of() : TaskView.subtree(root);
    }
}
