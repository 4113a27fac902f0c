package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Domain;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.StillHasChildrenError;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.stream.Stream;

/** Rule 18: when run returns or throws, nothing of the run is left. */
class Rule18NothingLeftTest {

    private final Trail trail = new Trail();

    /** The threads that carry the run and its fibers, as the run itself sees them. */
    private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

    private void everywhereBusy() {
        Miou.everywhere(() -> {
            threads.add(Thread.currentThread());
            Miou.blocking(() -> threads.add(Thread.currentThread()));
        });
    }

    private static Set<Thread> platformThreads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    /** A thread is joined; of a fiber the JDK's thread may still have to be told that its body has returned. */
    private static boolean hasEnded(Thread thread) {
        try {
            return thread.isVirtual() ? thread.join(Duration.ofSeconds(60)) : !thread.isAlive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertNothingLeftBy(Runnable run) {
        Set<Thread> before = platformThreads();
        run.run();
        Set<Thread> left = platformThreads();
        left.removeAll(before);
        assertThat(left).extracting(Thread::getName).noneMatch(name -> name.startsWith("miou"));
        assertThat(threads).isNotEmpty().allMatch(Rule18NothingLeftTest::hasEnded);
        assertThat(Miou.dump().roots()).isEmpty();
    }

    @OnEveryBackend
    void afterReturn_noThreadAndNoTaskIsLeft(Variant variant) {
        assertNothingLeftBy(() -> variant.launcher().domains(3).run(this::everywhereBusy));
        assertThat(threads).hasSize(8);
    }

    @OnEveryBackend
    void afterThrow_noThreadAndNoTaskIsLeft(Variant variant) {
        assertNothingLeftBy(() -> assertThatThrownBy(() -> variant.launcher().domains(3).run(() -> {
            everywhereBusy();
            for (Domain domain : Domain.pool()) {
                Promise<Void> _ = Miou.task().on(domain).call(() -> {
                    threads.add(Thread.currentThread());
                    Miou.sleep(Duration.ofDays(1));
                });
            }
            Miou.sleep(Duration.ofMillis(10));
            throw new IllegalArgumentException("main gave up");
        })).hasMessage("main gave up"));
    }

    @OnEveryBackend
    void afterAViolation_noThreadAndNoTaskIsLeft(Variant variant) {
        assertNothingLeftBy(() -> assertThatThrownBy(() -> variant.launcher().domains(3).run(() -> {
            everywhereBusy();
            Trigger began = new Trigger();
            Promise<Void> bystander = Miou.call(() -> {
                try {
                    threads.add(Thread.currentThread());
                    began.signal();
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    trail.add("bystander was finalised");
                }
            });
            began.await();
            Promise<Void> guilty = Miou.call(() -> {
                Promise<Void> _ = Miou.call(() -> {
                    threads.add(Thread.currentThread());
                    Miou.sleep(Duration.ofDays(1));
                });
            });
            guilty.await();
            bystander.await();
        })).isInstanceOf(StillHasChildrenError.class));
        assertThat(trail.events()).containsExactly("bystander was finalised");
    }

    @OnEveryBackend
    void afterManyRuns_noDescriptorIsLeft(Variant variant) {
        Path descriptors = Path.of("/proc/self/fd");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(descriptors));
        Launcher launcher = variant.launcher().domains(3);
        Action oneRun = () -> launcher.run(() -> Miou.everywhere(() -> Miou.sleep(Duration.ofNanos(1))));
        repeat(3, oneRun);
        // The JVM opens files for a moment now and then; a run that leaves one leaves one more each time.
        long before;
        long after;
        int attempts = 10;
        do {
            before = count(descriptors);
            repeat(20, oneRun);
            after = count(descriptors);
            attempts--;
        } while (after > before && attempts > 0);
        assertThat(after).isLessThanOrEqualTo(before);
    }

    private static void repeat(int times, Action action) {
        try {
            for (int i = 0; i < times; i++) {
                action.run();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @OnEveryBackend
    void runWaitsForBlockingBodies(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Trigger began = new Trigger();
            Promise<Void> _ = Miou.async(() -> Miou.blocking(() -> {
                try {
                    began.signal();
                    Thread.sleep(Duration.ofDays(1));
                } catch (InterruptedException e) {
                    trail.add("interrupted");
                }
                Thread.sleep(20);
                trail.add("body ended");
            }));
            began.await();
            throw new IllegalArgumentException("main gave up");
        })).hasMessage("main gave up");
        trail.add("run threw");
        assertThat(trail.events()).containsExactly("interrupted", "body ended", "run threw");
    }

    @OnEveryBackend
    void disownedLeftover_isClosedWithAWarning(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> Resource.own("lamp", _ -> trail.add("released")).disown());
            assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("lamp").contains("disowned");
        }
        assertThat(trail.events()).containsExactly("released");
    }

    @OnEveryBackend
    void disownedLeftoverOfAChildOnAnotherDomain_isClosedWhenAllTasksHaveEnded(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Miou.call(() -> Resource.own("lamp", _ -> {
                    Miou.sleep(Duration.ofMillis(1));
                    trail.add("released");
                }).disown()).await();
                trail.add("main goes on");
            });
            assertThat(log.messages(Level.WARNING)).hasSize(1);
        }
        assertThat(trail.events()).containsExactly("main goes on", "released");
    }

    @OnEveryBackend
    void disownedLeftovers_areClosedAlsoWhenMainThrows(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            assertThatThrownBy(() -> variant.run(() -> {
                Resource.own("lamp", _ -> {
                    trail.add("lamp");
                    throw new IOException("broken lamp");
                }).disown();
                Resource.own("door", _ -> trail.add("door")).disown();
                throw new IllegalArgumentException("main gave up");
            })).hasMessage("main gave up");
            assertThat(log.messages(Level.WARNING)).hasSizeGreaterThanOrEqualTo(2);
        }
        assertThat(trail.events()).containsExactlyInAnyOrder("lamp", "door");
    }

    @OnEveryBackend
    void disownedResourceThatWasAdoptedAndClosed_isNoLeftover(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Owned<String> lamp = Resource.own("lamp", _ -> trail.add("released"));
                lamp.disown();
                Miou.call(() -> lamp.adopt().close()).await();
            });
            assertThat(log.messages(Level.WARNING)).isEmpty();
        }
        assertThat(trail.events()).containsExactly("released");
    }

    @OnEveryBackend
    void tasksOfADeepTree_haveAllEndedWhenRunThrows(Variant variant) {
        List<Promise<?>> all = new ArrayList<>();
        assertThatThrownBy(() -> variant.launcher().domains(2).run(() -> {
            grow(6, all);
            while (size(all) < 20) {
                Miou.yield();
            }
            throw new IllegalArgumentException("main gave up");
        })).hasMessage("main gave up");
        assertThat(all).hasSizeGreaterThanOrEqualTo(20).allMatch(promise -> promise.state() == Promise.State.CANCELLED);
    }

    private static int size(List<?> all) {
        synchronized (all) {
            return all.size();
        }
    }

    private static void grow(int depth, List<Promise<?>> all) {
        if (depth == 0) {
            Miou.sleep(Duration.ofDays(1));
        }
        Promise<Void> near = Miou.async(() -> grow(depth - 1, all));
        Promise<Void> far = Miou.call(() -> grow(depth - 1, all));
        synchronized (all) {
            all.add(near);
            all.add(far);
        }
        if (depth < 6) {
            Miou.all(List.of(near, far));
        }
    }
}
