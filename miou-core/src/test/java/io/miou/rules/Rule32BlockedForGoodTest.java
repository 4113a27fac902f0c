package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Action;
import io.miou.Body;
import io.miou.Domain;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.Running;
import io.miou.TaskCancelled;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Rule 32: a run ends although fibers are blocked in the JDK for good. */
@Slow
class Rule32BlockedForGoodTest {

    private static final Duration GRACE = Duration.ofMillis(150);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Trail trail = new Trail();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final ReentrantLock first = new ReentrantLock();
    private final ReentrantLock second = new ReentrantLock();
    private final Object monitor = new Object();

    private static Launcher launcher(Variant variant) {
        return variant.launcher().domains(2).onShutdown(GRACE);
    }

    /** Holds a lock on a thread of its own until it is closed. */
    private static final class Holder implements AutoCloseable {

        private final CountDownLatch enough = new CountDownLatch(1);
        private final Thread thread;

        Holder(Consumer holding) {
            CountDownLatch held = new CountDownLatch(1);
            thread = Thread.ofPlatform().daemon().start(() -> holding.accept(() -> {
                held.countDown();
                await(enough);
            }));
            await(held);
        }

        interface Consumer {
            void accept(Runnable whileHeld);
        }

        @Override
        public void close() {
            enough.countDown();
            join(thread);
        }
    }

    private Holder holderOfFirst() {
        return new Holder(whileHeld -> {
            first.lock();
            whileHeld.run();
            first.unlock();
        });
    }

    private Holder holderOfMonitor() {
        return new Holder(whileHeld -> {
            synchronized (monitor) {
                whileHeld.run();
            }
        });
    }

    /** Blocks while {@code first} is held, and lets those go on that come after. */
    private void passFirst() {
        first.lock();
        first.unlock();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(60))).as("%s ends", thread).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts a program, waits until it says that it is ready, has it ended and returns what it threw. */
    private Throwable endOf(Launcher launcher, Action main) {
        Running<Void> running = launcher.start(main);
        await(ready);
        running.cancel();
        return catchThrowable(running::join);
    }

    /** Does the same as {@link #endOf}, with a {@code run} on a thread that is interrupted. */
    private Throwable endOfInterruptedRun(Launcher launcher, Action main) throws Exception {
        AtomicBoolean flag = new AtomicBoolean();
        FutureTask<Throwable> end = new FutureTask<>(() -> {
            Throwable thrown = catchThrowable(() -> launcher.run(main));
            flag.set(Thread.currentThread().isInterrupted());
            return thrown;
        });
        Thread caller = Thread.ofPlatform().daemon().start(end);
        await(ready);
        caller.interrupt();
        Throwable thrown = end.get(60, TimeUnit.SECONDS);
        assertThat(flag).as("the flag is set again").isTrue();
        return thrown;
    }

    private static void assertNames(Throwable thrown, String... names) {
        assertThat(thrown).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Rule32BlockedForGoodTest.class.getName());
        for (String name : names) {
            assertThat(thrown).hasMessageContaining(name);
        }
    }

    // Deadlocks

    /** Two fibers of one domain, each with a lock that the other wants; beside them one that cleans up. */
    private void deadlockWithinADomain() {
        Promise<Void> beside = Miou.task().named("beside").async(() -> {
            try {
                Miou.sleep(NEVER);
            } finally {
                trail.add("beside cleans up");
            }
        });
        Promise<Void> left = Miou.task().named("left").async(() -> {
            first.lock();
            try {
                Miou.sleep(Duration.ofMillis(5));
                ready.countDown();
                second.lock();
                trail.add("impossible");
            } finally {
                first.unlock();
            }
        });
        Promise<Void> right = Miou.task().named("right").async(() -> {
            second.lock();
            try {
                Miou.shield(() -> Miou.sleep(Duration.ofMillis(20)));
                first.lock();
                trail.add("impossible");
            } finally {
                second.unlock();
            }
        });
        left.await();
        right.await();
        beside.await();
    }

    @OnEveryBackend
    void deadlockWithinADomain_cancelledRunEnds(Variant variant) {
        Throwable thrown = endOf(launcher(variant), this::deadlockWithinADomain);
        assertNames(thrown, "left");
        assertThat(trail.events()).containsExactly("beside cleans up");
    }

    @OnEveryBackend
    void deadlockWithinADomain_interruptedRunEnds(Variant variant) throws Exception {
        Throwable thrown = endOfInterruptedRun(launcher(variant), this::deadlockWithinADomain);
        assertNames(thrown, "left");
        assertThat(trail.events()).containsExactly("beside cleans up");
    }

    @OnEveryEngine
    void deadlockAcrossDomains_closedRunEndsAndItsErrorIsLogged(Variant variant) {
        CountDownLatch both = new CountDownLatch(2);
        try (LogRecorder log = new LogRecorder()) {
            try (Running<Void> _ = launcher(variant).start(() -> {
                Promise<Void> left = Miou.task().named("left").on(Domain.pool().get(0)).call(() -> {
                    first.lock();
                    both.countDown();
                    both.await();
                    second.lock();
                });
                Promise<Void> right = Miou.task().named("right").on(Domain.pool().get(1)).call(() -> {
                    second.lock();
                    both.countDown();
                    both.await();
                    ready.countDown();
                    first.lock();
                });
                Promise<Void> beside = Miou.async(() -> {
                    try {
                        Miou.sleep(NEVER);
                    } finally {
                        trail.add("beside cleans up");
                    }
                });
                left.await();
                right.await();
                beside.await();
            })) {
                await(ready);
                sleep(20);
            }
            assertThat(log.thrown(Level.SEVERE)).singleElement()
                    .satisfies(thrown -> assertNames(thrown, "left", "right"));
        }
        assertThat(trail.events()).containsExactly("beside cleans up");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // What becomes of the fiber, and of what it had

    @OnEveryBackend
    void fiberThatComesBackAfterTheRun_unwindsAndGivesItsLockBack(Variant variant) {
        CountDownLatch unwound = new CountDownLatch(1);
        Throwable thrown;
        try (Holder _ = holderOfFirst()) {
            thrown = endOf(launcher(variant), () -> {
                Promise<Void> stuck = Miou.task().named("stuck").call(() -> {
                    Resource.own("lamp", _ -> trail.add("released"));
                    try {
                        Miou.timeout(NEVER, () -> Miou.shield(() -> {
                            ready.countDown();
                            first.lock();
                            try {
                                trail.add("locked");
                                Miou.yield();
                                trail.add("impossible");
                            } finally {
                                first.unlock();
                            }
                        }));
                    } catch (Throwable e) {
                        trail.add(e instanceof TaskCancelled ? "cancelled" : "wrong: " + e);
                        throw e;
                    } finally {
                        unwound.countDown();
                    }
                });
                stuck.await();
            });
            assertNames(thrown, "stuck");
            assertThat(trail.events()).containsExactly("released");
        }
        await(unwound);
        assertThat(trail.events()).containsExactly("released", "locked", "cancelled");
        first.lock();
        first.unlock();
    }

    @OnEveryBackend
    void fiberThatReturnsAfterTheRun_endsSilently(Variant variant) {
        CountDownLatch returns = new CountDownLatch(1);
        Thread[] stuckThread = new Thread[1];
        Throwable thrown;
        try (LogRecorder log = new LogRecorder()) {
            try (Holder _ = holderOfMonitor()) {
                thrown = endOf(launcher(variant), () -> {
                    Promise<Void> stuck = Miou.task().named("stuck").call(() -> {
                        stuckThread[0] = Thread.currentThread();
                        ready.countDown();
                        synchronized (monitor) {
                            returns.countDown();
                        }
                    });
                    stuck.await();
                });
            }
            await(returns);
            join(stuckThread[0]);
            assertThat(log.records()).isEmpty();
        }
        assertNames(thrown, "stuck");
    }

    @OnEveryEngine
    void releaseFunctionThatBlocks_isAbandonedAndTheOthersRun(Variant variant) {
        try (Holder _ = holderOfFirst()) {
            Throwable thrown = endOf(launcher(variant), () -> {
                Promise<Void> stuck = Miou.task().named("stuck").call(() -> {
                    Resource.own("lamp", _ -> trail.add("lamp released"));
                    Resource.own("door", _ -> passFirst());
                    Resource.own("fire", _ -> trail.add("fire released"));
                    ready.countDown();
                    Miou.sleep(NEVER);
                });
                stuck.await();
            });
            assertNames(thrown, "stuck");
            assertThat(trail.events()).containsExactly("fire released", "lamp released");
        }
    }

    @OnEveryEngine
    void mainThatIsBlocked_isAbandonedAndItsChildrenEndBefore(Variant variant) throws Exception {
        try (Holder _ = holderOfFirst()) {
            Throwable thrown = endOfInterruptedRun(launcher(variant), () -> {
                Promise<Void> child = Miou.task().call(() -> {
                    try {
                        ready.countDown();
                        Miou.sleep(NEVER);
                    } finally {
                        trail.add("child cleans up");
                    }
                });
                Resource.own("lamp", _ -> trail.add("lamp released"));
                first.lock();
                child.await();
            });
            assertNames(thrown, "main");
            assertThat(trail.events()).containsExactly("child cleans up", "lamp released");
        }
    }

    // Blocking calls

    @OnEveryBackend
    void blockingBodyThatIgnoresInterrupts_isAbandonedAndItsTaskCleansUp(Variant variant) {
        Thread[] body = new Thread[1];
        try (Holder _ = holderOfFirst()) {
            Throwable thrown = endOf(launcher(variant), () -> {
                Promise<Void> child = Miou.task().named("caller").call(() -> {
                    Resource.own("lamp", _ -> trail.add("lamp released"));
                    try {
                        Miou.blocking(() -> {
                            body[0] = Thread.currentThread();
                            ready.countDown();
                            passFirst();
                        });
                        trail.add("impossible");
                    } finally {
                        trail.add("cleaned up");
                    }
                });
                child.await();
            });
            assertNames(thrown, "caller", "Miou.blocking");
            assertThat(trail.events()).containsExactly("cleaned up", "lamp released");
            assertThat(body[0].isDaemon()).isTrue();
        }
        join(body[0]);
    }

    @OnEveryEngine
    void blockingBodyInAShield_andOnCancelThatBlocks_areAbandoned(Variant variant) {
        Set<Thread> bodies = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(2);
        Action block = () -> {
            bodies.add(Thread.currentThread());
            passFirst();
        };
        // A task that is cancelled before it runs has nothing to abandon: the run ends after both bodies have begun.
        Body<Void, Exception> body = () -> {
            begun.countDown();
            begun.await();
            ready.countDown();
            block.run();
            return null;
        };
        try (Holder _ = holderOfFirst()) {
            Throwable thrown = endOf(launcher(variant), () -> {
                Promise<Void> shielded = Miou.task().named("shielded")
                        .call(() -> Miou.shield(() -> Miou.blocking(body)));
                Promise<Void> both = Miou.task().named("both").call(() -> Miou.blocking(body, block));
                shielded.await();
                both.await();
            });
            assertNames(thrown, "shielded", "both");
        }
        bodies.forEach(Rule32BlockedForGoodTest::join);
    }

    // Fibers that keep the thread of their domain

    @OnEveryEngine
    void fiberThatComputes_isAbandonedAndItsDomainGoesOn(Variant variant) {
        AtomicBoolean enough = new AtomicBoolean();
        Thread[] thread = new Thread[1];
        Throwable thrown = endOf(launcher(variant), () -> {
            Promise<Void> busy = Miou.task().named("busy").on(Domain.pool().get(0)).call(() -> {
                Promise<Void> sibling = Miou.async(() -> {
                    try {
                        Miou.sleep(NEVER);
                    } finally {
                        trail.add("sibling cleans up");
                    }
                });
                Miou.yield();
                thread[0] = Thread.currentThread();
                ready.countDown();
                while (!enough.get()) {
                    Thread.onSpinWait();
                }
                sibling.await();
            });
            busy.await();
        });
        assertNames(thrown, "busy");
        assertThat(trail.events()).containsExactly("sibling cleans up");
        enough.set(true);
        join(thread[0]);
    }

    @OnEveryEngine
    void mainThatKeepsItsThread_isAbandoned(Variant variant) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread[] thread = new Thread[1];
        Throwable thrown = endOfInterruptedRun(launcher(variant), () -> {
            Resource.own("lamp", _ -> trail.add("lamp released"));
            thread[0] = Thread.currentThread();
            ready.countDown();
            while (!enough.get()) {
                Thread.onSpinWait();
            }
            Miou.yield();
            trail.add("impossible");
        });
        assertNames(thrown, "main");
        assertThat(trail.events()).containsExactly("lamp released");
        enough.set(true);
        join(thread[0]);
    }

    @OnEveryEngine
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such files")
    void fiberInANativeRead_isAbandoned(Variant variant, @TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        try (RandomAccessFile file = new RandomAccessFile(pipe.toFile(), "rw")) {
            Throwable thrown = endOf(launcher(variant), () -> {
                Promise<Void> reader = Miou.task().named("reader").call(() -> {
                    ready.countDown();
                    trail.add("read " + file.read());
                    Miou.yield();
                    trail.add("impossible");
                });
                reader.await();
            });
            assertNames(thrown, "reader");
            assertThat(trail.events()).isEmpty();
            file.write(1);
        }
    }

    private static volatile BooleanSupplier initialiser;

    private static final class OnCarried {
        static final boolean INITIALISED = initialiser.getAsBoolean();
    }

    private static final class OnPortable {
        static final boolean INITIALISED = initialiser.getAsBoolean();
    }

    @OnEveryEngine
    void fiberInAClassInitialiser_isAbandoned(Variant variant) {
        try (Holder _ = holderOfMonitor()) {
            Throwable thrown = endOf(launcher(variant), () -> {
                Promise<Void> pinned = Miou.task().named("pinned").call(() -> {
                    initialiser = () -> {
                        ready.countDown();
                        synchronized (monitor) {
                            return true;
                        }
                    };
                    trail.add("impossible "
                            + (variant.engine().equals("carried") ? OnCarried.INITIALISED : OnPortable.INITIALISED));
                });
                pinned.await();
            });
            assertNames(thrown, "pinned");
            assertThat(trail.events()).isEmpty();
        }
    }

    @OnEveryEngine
    void mainOfAStartedRunThatComputes_isAbandoned(Variant variant) {
        AtomicBoolean enough = new AtomicBoolean();
        Thread[] thread = new Thread[1];
        Throwable thrown = endOf(launcher(variant), () -> {
            thread[0] = Thread.currentThread();
            ready.countDown();
            while (!enough.get()) {
                Thread.onSpinWait();
            }
        });
        assertNames(thrown, "main");
        enough.set(true);
        join(thread[0]);
    }

    // What is no reason

    @OnEveryEngine
    void cleanUpThatSuspends_isWaitedForHoweverLongItTakes(Variant variant) {
        Throwable thrown = endOf(launcher(variant), () -> {
            try {
                ready.countDown();
                Miou.sleep(NEVER);
            } finally {
                Miou.shield(() -> Miou.sleep(GRACE.multipliedBy(3)));
                trail.add("cleaned up");
            }
        });
        assertThat(thrown).isInstanceOf(java.util.concurrent.CancellationException.class);
        assertThat(trail.events()).containsExactly("cleaned up");
    }
}
