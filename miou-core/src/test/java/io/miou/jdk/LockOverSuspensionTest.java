package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.Running;
import io.miou.testing.FreshJvm;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;

/** A lock that is held over a suspension, and wanted by another fiber of the domain. */
@Slow
class LockOverSuspensionTest {

    /** A kind of lock. */
    private interface Kind {
        void hold(Action whileHeld) throws Exception;
    }

    private static List<Kind> kinds() {
        Object monitor = new Object();
        ReentrantLock lock = new ReentrantLock();
        ReentrantReadWriteLock.WriteLock writeLock = new ReentrantReadWriteLock().writeLock();
        ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
        return List.of(whileHeld -> {
            synchronized (monitor) {
                whileHeld.run();
            }
        }, whileHeld -> {
            lock.lock();
            try {
                whileHeld.run();
            } finally {
                lock.unlock();
            }
        }, whileHeld -> {
            writeLock.lock();
            try {
                whileHeld.run();
            } finally {
                writeLock.unlock();
            }
        }, whileHeld -> map.computeIfAbsent("key", _ -> {
            try {
                whileHeld.run();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return "value";
        }));
    }

    @OnEveryBackend
    void fiberThatWantsIt_waitsOnCarriedAndOnPortableTheHolderIsNamed(Variant variant) throws Exception {
        try (Property _ = Property.set("miou.watchdog", "50ms")) {
            for (Kind kind : kinds()) {
                try (LogRecorder log = new LogRecorder()) {
                    CountDownLatch done = new CountDownLatch(1);
                    try (Running<Void> _ = variant.launcher().domains(1).onShutdown(Duration.ofMillis(50)).start(() -> {
                        Promise<Void> holder = Miou.task().named("holder")
                                .async(() -> kind.hold(() -> Miou.sleep(Duration.ofMillis(5))));
                        Promise<Void> waiter = Miou.task().named("waiter").async(() -> kind.hold(Miou::yield));
                        holder.await();
                        waiter.await();
                        done.countDown();
                    })) {
                        if (variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN)) {
                            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
                        } else {
                            await(log);
                        }
                    }
                    if (!variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN)) {
                        assertThat(warnings(log)).anySatisfy(warning -> assertThat(warning).contains("for a lock")
                                .contains("deadlock").contains("task holder").contains("suspended on a sleep")
                                .contains("Miou.blocking"));
                    }
                }
            }
        }
    }

    /** A machine under load may well be slow elsewhere, in loading a class for example. */
    private static List<String> warnings(LogRecorder log) {
        return log.messages(Level.WARNING).stream().filter(message -> message.startsWith("task waiter")).toList();
    }

    private static void await(LogRecorder log) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (warnings(log).isEmpty()) {
            assertThat(System.nanoTime() - end).as("time is left").isNegative();
            Thread.sleep(5);
        }
    }

    @OnEveryEngine
    void lockOfAForeignThread_isNoDeadlock(Variant variant) throws Exception {
        if (variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN)) {
            return;
        }
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        CountDownLatch started = new CountDownLatch(1);
        try (Property _ = Property.set("miou.watchdog", "50ms");
                LogRecorder log = new LogRecorder();
                Running<Void> running = variant.launcher().domains(1).start(() -> {
                    Promise<Void> waiter = Miou.task().named("waiter").call(() -> {
                        started.countDown();
                        lock.lock();
                    });
                    waiter.await();
                    Miou.sleep(Duration.ofDays(1));
                })) {
            assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
            var later = running.submit(Miou::yield);
            await(log);
            lock.unlock();
            later.get(60, TimeUnit.SECONDS);
            assertThat(warnings(log)).isNotEmpty().noneSatisfy(warning -> assertThat(warning).contains("deadlock"));
        }
    }

    /** A program with such a lock, which ends when it has been warned of. */
    static final class Program {

        private Program() {
        }

        static void main(String[] arguments) {
            ReentrantLock lock = new ReentrantLock();
            Miou.run(() -> {
                Promise<Void> other = Miou.task().named("other").async(() -> Miou.sleep(Duration.ofDays(1)));
                Promise<Void> holder = Miou.task().named("holder").async(() -> {
                    lock.lock();
                    Miou.sleep(Duration.ofMillis(1));
                });
                Promise<Void> waiter = Miou.task().named("waiter").async(lock::lock);
                Miou.awaitAll(List.of(other, holder, waiter));
            });
        }
    }

    @OnEveryEngine
    void ownerThatMayBeRead_isNamedForCertain(Variant variant) throws Exception {
        if (variant.has(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN)) {
            return;
        }
        Process process = FreshJvm.of(variant, Program.class, "-Dmiou.watchdog=100ms", "--add-opens",
                "java.base/java.util.concurrent.locks=ALL-UNNAMED").builder().start();
        try (var output = process.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.contains("task waiter")) {
                line = output.readLine();
            }
            assertThat(line).contains("This is a deadlock: the holder is task holder").doesNotContain("task other");
        } finally {
            process.destroyForcibly();
        }
    }
}
