package io.miou.task;

import io.miou.Domain;
import io.miou.Promise.State;
import io.miou.RuleViolation;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.domain.BlockingPool;
import io.miou.domain.DomainLoop;
import io.miou.domain.InterruptTrap;
import io.miou.domain.SleepWatch;
import io.miou.fiber.FiberEngine;
import io.miou.fiber.Patience;
import io.miou.inbox.Message;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.support.Log;
import io.miou.support.OwnClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One run: its domains, its main task, and what ends it.
 *
 * <p>Threads: any thread may call the accessors, {@link #cancelMain}, {@link #violated} and {@link #failed}; {@code problem} is
 * set once by compare-and-set and read after the domains are joined. A {@code cascade} is confined to its domain.
 */
public final class Run {

    private static final String OUR_BACKENDS = "io.miou.backend.";

    private static final long STANDARD_STACK = 8L << 20;
    private static final Duration STANDARD_GRACE = Duration.ofSeconds(10);
    private static final Set<Run> ACTIVE = ConcurrentHashMap.newKeySet();

    private final RunSettings settings;
    private final FiberEngine engine;
    private final DomainLoop[] loops;
    private final Domain[] domains;
    private final List<Domain> pool;
    private final List<ArrayDeque<Task<?>>> cascades = new ArrayList<>();
    private final BlockingPool blockingPool;
    private final InheritedValues inheritedValues;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
    private final Set<Holding> disowned = ConcurrentHashMap.newKeySet();
    private final Patience patience;
    private final GivenUp givenUp = new GivenUp();
    private final EndWatch endWatch;
    private final Watchdog watchdog;

    /** Those that drive the domains; replaced where a fiber keeps one for good. Null at 0 if the caller of run does. */
    private final AtomicReferenceArray<@Nullable Thread> threads;

    private volatile boolean exiting;

    @Nullable
    private volatile Task<?> main;

    private Run(RunSettings settings, FiberEngine engine) throws IOException {
        this.settings = settings;
        this.engine = engine;
        this.blockingPool = new BlockingPool(settings.blockingThreads(), BlockingPool.Use.BODIES);
        this.inheritedValues = new InheritedValues(settings.inherited());
        this.patience = new Patience(TimeUnit.NANOSECONDS.convert(graceOf(settings)));
        SleepWatch sleep = new SleepWatch();
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        List<Backend> backends = openBackends(settings);
        loops = new DomainLoop[backends.size()];
        domains = new Domain[loops.length];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new DomainLoop(i, backends.get(i), settings.eventInterval(), seeds.split(), patience, sleep,
                    this::failed);
            domains[i] = Language.get().newDomain(loops[i]);
            cascades.add(new ArrayDeque<>());
        }
        pool = List.of(domains).subList(1, domains.length);
        threads = new AtomicReferenceArray<>(loops.length);
        endWatch = new EndWatch(this, engine, patience, loops);
        watchdog = new Watchdog(this, engine, loops, sleep,
                TimeUnit.NANOSECONDS.convert(settings.watchdog()));
    }

    /** A grace of zero says that the exit of the JVM does not wait. */
    private static Duration graceOf(RunSettings settings) {
        Duration grace = settings.exitGrace();
        return grace == null || grace.isZero() ? STANDARD_GRACE : grace;
    }

    private static List<Backend> openBackends(RunSettings settings) throws IOException {
        List<Backend> backends = new ArrayList<>();
        try {
            for (int i = 0; i <= settings.poolDomains(); i++) {
                backends.add(settings.backend().open(new BackendContext(i, settings.poolDomains())));
            }
            return backends;
        } catch (Throwable e) {
            for (Backend backend : backends) {
                try {
                    backend.close();
                } catch (Throwable second) {
                    Failures.suppress(e, second);
                }
            }
            throw e;
        }
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
        return run.execute(run.capture(body), needsStandIn(engine));
    }

    /**
     * Whether the caller cannot be domain 0 itself. A virtual thread cannot. A thread that carries fibers may never come back from one
     * (rule 32), and may lose an interrupt: mounting a fiber clears the flag that the interrupter has just set.
     */
    private static boolean needsStandIn(FiberEngine engine) {
        return Thread.currentThread().isVirtual() || !engine.takesDomainsBack();
    }

    /**
     * {@return a run that is to be executed; its backends are open}
     *
     * @param settings of the run
     * @param engine of its fibers
     */
    public static Run open(RunSettings settings, FiberEngine engine) {
        engine.prepare();
        Ending.prepare();
        Log.prepare();
        OwnClasses.load(Run.class);
        OwnClasses.load(Backend.class);
        try {
            Run run = new Run(settings, engine);
            Class<?> backend = run.loops[0].backend().getClass();
            if (backend.getName().startsWith(OUR_BACKENDS)) {
                OwnClasses.load(backend);
            }
            return run;
        } catch (LinkageError e) {
            throw new IllegalArgumentException("backend '" + settings.backend().name()
                    + "' cannot be used here: to open it has thrown " + e
                    + "; choose another, or leave the name out to have the best of them chosen", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "backend " + settings.backend().name() + " cannot be opened: " + e.getMessage()
                            + "; choose another with -Dmiou.backend=NAME, or ask for fewer domains",
                    e);
        }
    }

    /**
     * Runs the main task and everything it starts, once.
     *
     * @param <T> its result
     * @param captured body of the main task, as {@link #capture} has made it
     * @param standIn whether domain 0 has a thread of its own, for which the caller waits; a virtual thread cannot be one itself
     * @return what it returned
     */
    public <T extends @Nullable Object> T execute(Callable<? extends T> captured, boolean standIn) {
        Task<T> task = new Task<>(this, null, loops[0], null, captured);
        main = task;
        ACTIVE.add(this);
        InterruptTrap trap = new InterruptTrap(this::cancelMain);
        ExitHook exitHook = ExitHook.install(this, settings.exitGrace());
        try {
            watchdog.start();
            for (int i = 1; i < loops.length; i++) {
                start(loops[i]);
            }
            task.enqueue();
            if (standIn) {
                start(loops[0]);
                awaitEnd(loops[0], trap);
            } else {
                loops[0].run(engine, trap);
            }
        } finally {
            end(trap);
            exitHook.remove();
        }
        if (trap.isSprung()) {
            Thread.currentThread().interrupt();
        }
        return result(task);
    }

    private void start(DomainLoop loop) {
        Thread thread = newThread("miou-domain-" + loop.id(), () -> loop.run(engine, null));
        // One that is abandoned must not keep the process.
        thread.setDaemon(true);
        Thread before = threads.getAndSet(loop.id(), thread);
        try {
            thread.start();
        } catch (Throwable e) {
            threads.set(loop.id(), before);
            throw e;
        }
    }

    private Thread newThread(String name, Runnable work) {
        return new Thread(null, work, name, settings.stackSize() == 0 ? STANDARD_STACK : settings.stackSize());
    }

    /** Closes the backends of a run that cannot be executed. */
    public void abandon() {
        for (DomainLoop loop : loops) {
            loop.abandon();
        }
    }

    private void end(InterruptTrap trap) {
        for (int i = 1; i < loops.length; i++) {
            loops[i].requestStop();
        }
        for (int i = 1; i < loops.length; i++) {
            awaitEnd(loops[i], trap);
        }
        blockingPool.close();
        endWatch.close();
        watchdog.close();
        ACTIVE.remove(this);
    }

    /** Waits for the end of a domain and of the thread that drives it then. Nothing to wait for if it was never started. */
    private void awaitEnd(DomainLoop loop, InterruptTrap trap) {
        while (threads.get(loop.id()) != null) {
            try {
                loop.awaitEnd();
                Thread last = threads.get(loop.id());
                if (last != null) {
                    last.join();
                }
                return;
            } catch (InterruptedException e) {
                trap.spring();
            }
        }
    }

    @SuppressWarnings("NullAway")
    private <T extends @Nullable Object> T result(Task<T> task) {
        Throwable first = problem.get();
        if (hasGivenUp()) {
            throw givenUp.error(first != null || task.state() != State.FAILED ? first : Failures.thrownBy(task));
        }
        if (first != null) {
            throw first instanceof RuleViolation || first instanceof RuntimeException
                    ? Failures.sneak(first)
                    : new IllegalStateException("the run has failed: " + first.getMessage(), first);
        }
        if (task.state() == State.FAILED) {
            Throwable thrown = Failures.thrownBy(task);
            throw thrown instanceof RuntimeException || thrown instanceof Error
                    ? Failures.sneak(thrown)
                    : new TaskFailedException(Failures.describe(task) + " has failed: " + Failures.words(thrown)
                            + "; mend the cause, or catch it inside the run", thrown);
        }
        return task.outcomeOfMain();
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
                    task.ownCancellation().cancelTask();
                }
            }
        });
    }

    /** A task has broken a rule and nobody can catch it (rules 1, 17 and 24). Any thread. */
    void violated(Task<?> task, RuleViolation violation) {
        if (settings.violations() == Violations.CONTAINED) {
            Failures.log(System.Logger.Level.ERROR, violation.toString(), null);
        } else {
            failed(violation);
        }
    }

    /**
     * Something has happened that ends the run: the first of them is thrown, the others are suppressed in it. Any
     * thread.
     *
     * @param cause what is thrown by {@code run}
     */
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

    /** A fiber was given up: the run ends with an error that names it. */
    void gaveUp(Task<?> task, StackTraceElement[] stack) {
        patience.shorten();
        givenUp.add(task, stack);
    }

    /** What a task has handed to a blocking thread was given up. */
    void gaveUpBlocking(Task<?> task, Thread thread) {
        patience.shorten();
        givenUp.addBlocking(task, thread);
    }

    /** The JVM exits. Any thread. */
    void exits() {
        exiting = true;
        cancelMain();
    }

    /** Gives up the blocking calls of a domain that are not waited for any longer, as soon as its loop gets to it. Any thread. */
    void giveUpBlockingCalls(DomainLoop loop) {
        if (exiting) {
            // The process ends, and their threads with it: tasks have had the whole grace to clean up.
            return;
        }
        loop.post(new Message() {
            @Override
            public void deliver() {
                for (Task<?> task : TreeCapture.tasksOf(Run.this)) {
                    if (task.loop() == loop && task.waitsOn() instanceof BlockingCall<?> call) {
                        call.giveUp(patience);
                    }
                }
            }
        });
    }

    boolean hasGivenUp() {
        return !givenUp.isEmpty();
    }

    IllegalStateException givenUpError() {
        return givenUp.error(null);
    }

    /** The fiber that kept the thread of a domain was given up: a new thread drives the domain. By the one that did so. */
    void driveByAnotherThread(DomainLoop loop) {
        start(loop);
    }

    void mainEnded() {
        loops[0].requestStop();
    }

    /** Closes what was disowned and never adopted (rule 18). On the main task's fiber, when all others have ended. */
    void releaseLeftovers(Task<?> task) {
        if (task.parent != null) {
            return;
        }
        Failures.Collector failures = new Failures.Collector();
        for (Holding left : disowned) {
            if (left.claim(task)) {
                Failures.log(System.Logger.Level.WARNING, left
                        + " was disowned and nobody has adopted it: it is closed with the run", null);
                Throwable failure = left.releaseBy(task);
                if (failure != null) {
                    failures.add(failure);
                }
            }
        }
        disowned.clear();
        failures.log(task);
    }

    // What tasks ask

    FiberEngine engine() {
        return engine;
    }

    boolean isDebug() {
        return settings.debug();
    }

    long newId() {
        return ids.getAndIncrement();
    }

    /**
     * {@return a body with what the calling thread passes on to a task: scoped values and captured contexts} Any thread.
     *
     * @param <T> its result
     * @param body the task's code
     */
    public <T extends @Nullable Object> Callable<? extends T> capture(Callable<? extends T> body) {
        return ContextualBody.of(body, code -> inheritedValues.bindAround(ContextCaptures.captureAround(code)));
    }

    Set<Holding> disowned() {
        return disowned;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    BlockingPool blockingPool() {
        return blockingPool;
    }

    ArrayDeque<Task<?>> cascadeOf(DomainLoop loop) {
        return cascades.get(loop.id());
    }

    Domain domain(DomainLoop loop) {
        return domains[loop.id()];
    }

    @Nullable
    Task<?> main() {
        return main;
    }

    /** {@return whether it has ended because its main task was cancelled, and of nothing else} */
    public boolean wasCancelled() {
        Task<?> ended = main;
        return problem.get() == null && !hasGivenUp() && ended != null && ended.state() == State.CANCELLED;
    }

    /** {@return the domains but domain 0} */
    public List<Domain> pool() {
        return pool;
    }

    /** {@return every active run of the process} */
    static Collection<Run> active() {
        return ACTIVE;
    }

    @Nullable
    DomainLoop poolLoopOf(Domain domain) {
        for (int i = 1; i < domains.length; i++) {
            if (domains[i] == domain) {
                return loops[i];
            }
        }
        return null;
    }

    /** A pool domain that is not the caller's, at random. */
    DomainLoop anyOther(Task<?> task) {
        return anyBut(task, task.loop());
    }

    /** A pool domain that is not another, at random. On the task's fiber. */
    DomainLoop anyBut(Task<?> task, DomainLoop avoided) {
        int others = loops.length - 1 - (avoided.id() == 0 ? 0 : 1);
        if (others <= 0) {
            throw Spawner.noDomain(task);
        }
        int choice = 1 + task.loop().random().nextInt(others);
        return loops[avoided.id() != 0 && choice >= avoided.id() ? choice + 1 : choice];
    }

    /**
     * {@return the pool domains that are not the caller's, from the one after it onwards}
     *
     * @param caller the calling task's domain
     */
    public List<DomainLoop> others(DomainLoop caller) {
        List<DomainLoop> others = new ArrayList<>();
        for (int step = 1; step < loops.length; step++) {
            DomainLoop loop = loops[(caller.id() + step) % loops.length];
            if (loop.id() != 0) {
                others.add(loop);
            }
        }
        return others;
    }
}
