package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.testing.Json;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.io.TempDir;

/** Tests the numbers of the process, and that JMX tells them. */
class MetricsTest {

    private static final MiouMXBean NUMBERS = Miou.metrics();

    private static long endedTasks() {
        return NUMBERS.getSucceededTasks() + NUMBERS.getFailedTasks() + NUMBERS.getCancelledTasks();
    }

    @OnEveryEngine
    void taskWhoseOutcomeIsKnown_isNotLive(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            long ended = endedTasks();
            for (int i = 1; i <= 20_000; i++) {
                Miou.call(() -> 1).await();
                assertThat(NUMBERS.getLiveTasks()).isEqualTo(1);
                assertThat(endedTasks() - ended).isEqualTo(i);
            }
        });
    }

    @OnEveryBackend
    void tasks_areCountedByTheirEndsAlsoAfterTheRun(Variant variant) {
        long started = NUMBERS.getStartedTasks();
        long succeeded = NUMBERS.getSucceededTasks();
        long failed = NUMBERS.getFailedTasks();
        long cancelled = NUMBERS.getCancelledTasks();
        variant.launcher().domains(2).run(() -> {
            assertThat(NUMBERS.getLiveTasks()).isEqualTo(1);
            Promise<Void> sleeper = Miou.call(() -> Miou.sleep(Duration.ofDays(1)));
            for (int i = 0; i < 5; i++) {
                Miou.call(() -> 1).await();
            }
            Miou.call(() -> {
                throw new IllegalStateException("as planned");
            }).awaitOutcome();
            Waiting.until(sleeper, "sleep");
            assertThat(NUMBERS.getRuns()).isEqualTo(1);
            assertThat(NUMBERS.getDomains()).extracting(DomainStatus::id).containsExactly(0, 1, 2);
            sleeper.cancel();
        });
        assertThat(NUMBERS.getStartedTasks() - started).isEqualTo(8);
        assertThat(NUMBERS.getSucceededTasks() - succeeded).isEqualTo(6);
        assertThat(NUMBERS.getFailedTasks() - failed).isEqualTo(1);
        assertThat(NUMBERS.getCancelledTasks() - cancelled).isEqualTo(1);
        assertThat(NUMBERS.getLiveTasks()).isZero();
        assertThat(NUMBERS.getRuns()).isZero();
        assertThat(NUMBERS.getDomains()).isEmpty();
    }

    @OnEveryEngine
    void readyTasks_areCountedWithTheTimeThatTheOldestHasWaited(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            List<Promise<Void>> children = List.of(Miou.async(() -> {
            }), Miou.async(() -> {
            }), Miou.async(() -> {
            }));
            long end = System.nanoTime() + 20_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(NUMBERS.getReadyTasks()).isEqualTo(3);
            assertThat(NUMBERS.getOldestWait()).isGreaterThanOrEqualTo(0.02);
            DomainStatus domain = NUMBERS.getDomains().getFirst();
            assertThat(domain.ready()).isEqualTo(3);
            assertThat(domain.tasks()).isEqualTo(4);
            assertThat(domain.running()).isEqualTo("main");
            List<Void> _ = Miou.all(children);
            assertThat(NUMBERS.getReadyTasks()).isZero();
            assertThat(NUMBERS.getOldestWait()).isZero();
        });
    }

    @OnEveryBackend
    void loop_isMeasured(Variant variant) {
        long polls = NUMBERS.getPolls();
        double slept = NUMBERS.getPollTime();
        variant.launcher().domains(0).run(() -> {
            DomainStatus before = NUMBERS.getDomains().getFirst();
            while (NUMBERS.getDomains().getFirst().wakeups() - before.wakeups() < 5) {
                Miou.sleep(Duration.ofMillis(4));
            }
            Promise<Void> timer = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
            Waiting.until(timer, "sleep");
            DomainStatus after = NUMBERS.getDomains().getFirst();
            assertThat(after.asleep()).isGreaterThan(before.asleep());
            assertThat(after.up()).isGreaterThanOrEqualTo(after.asleep());
            assertThat(after.timers()).isEqualTo(1);
            timer.cancel();
        });
        assertThat(NUMBERS.getPolls() - polls).isGreaterThanOrEqualTo(5);
        assertThat(NUMBERS.getPollTime()).isGreaterThan(slept);
        assertThat(NUMBERS.getLagCounts()).hasSize(NUMBERS.getLagBounds().length + 1);
        assertThat(LongStream.of(NUMBERS.getLagCounts()).sum()).isEqualTo(NUMBERS.getPolls());
        assertThat(NUMBERS.getLagBounds()).isSorted();
    }

    @OnEveryEngine
    void longTurn_isCountedInItsClass(Variant variant) {
        long[] before = NUMBERS.getLagCounts();
        variant.launcher().domains(0).run(() -> {
            long end = System.nanoTime() + 40_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            Miou.sleep(Duration.ofMillis(1));
        });
        long[] after = NUMBERS.getLagCounts();
        double[] bounds = NUMBERS.getLagBounds();
        long slow = 0;
        for (int i = 0; i < after.length; i++) {
            if (i == bounds.length || bounds[i] > 0.04) {
                slow += after[i] - before[i];
            }
        }
        assertThat(slow).isPositive();
    }

    @OnEveryEngine
    void blockingThreads_areCountedWhileTheyWorkAndWhileBodiesWait(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                CountDownLatch gate = new CountDownLatch(1);
                Promise<Void> first = Miou.async(() -> Miou.blocking(() -> gate.await()));
                Waiting.until(first, "a blocking call");
                Promise<Void> second = Miou.async(() -> Miou.blocking(() -> gate.await()));
                Waiting.until(second, "a free blocking thread");
                assertThat(NUMBERS.getBlockingThreadsBusy()).isEqualTo(1);
                assertThat(NUMBERS.getBlockingWaiting()).isEqualTo(1);
                gate.countDown();
                List<Void> _ = Miou.all(first, second);
                assertThat(NUMBERS.getBlockingWaiting()).isZero();
            });
        }
    }

    @OnEveryEngine
    void orphansAndDisowned_areCounted(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            for (int i = 0; i < 4; i++) {
                Promise<Integer> _ = orphans.async(() -> 1);
            }
            Miou.yield();
            assertThat(NUMBERS.getOrphans()).isEqualTo(4);
            assertThat(orphans.get()).isPresent();
            assertThat(NUMBERS.getOrphans()).isEqualTo(3);
            orphans.take().orElseThrow().cancel();
            assertThat(NUMBERS.getOrphans()).isEqualTo(2);
            orphans.close();
            assertThat(NUMBERS.getOrphans()).isZero();
            Owned<String> door = Resource.own("door", _ -> {
            });
            door.disown();
            assertThat(NUMBERS.getDisowned()).isEqualTo(1);
            door.adopt().close();
            assertThat(NUMBERS.getDisowned()).isZero();
        });
    }

    @OnEveryEngine
    void brokenRules_areCounted(Variant variant) {
        long before = NUMBERS.getViolations();
        variant.launcher().violations(Violations.CONTAINED).run(() -> {
            Promise<Void> child = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
            assertThat(Miou.async(() -> child.await()).awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            assertThat(Miou.async(() -> {
                Promise<Void> _ = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
            }).awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            child.cancel();
        });
        assertThat(NUMBERS.getViolations() - before).isEqualTo(2);
    }

    @OnEveryEngine
    void counters_neverFall(Variant variant) throws Exception {
        long begun = NUMBERS.getStartedTasks();
        try (Running<Void> run = variant.launcher().domains(2).start(() -> {
            for (int i = 0; i < 50; i++) {
                int _ = Miou.all(Miou.call(() -> 1), Miou.call(() -> 2)).size();
            }
        })) {
            long ended = endedTasks();
            while (run.isRunning()) {
                long now = endedTasks();
                assertThat(now).isGreaterThanOrEqualTo(ended);
                assertThat(NUMBERS.getStartedTasks()).isGreaterThanOrEqualTo(begun);
                ended = now;
            }
            run.join();
        }
        assertThat(NUMBERS.getLiveTasks()).isZero();
    }

    @OnEveryEngine
    void bean_isRegisteredWhileARunLastsAndTellsTheSame(Variant variant) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName(MiouMXBean.NAME);
        try (Property _ = Property.set("miou.watchdog", "20ms")) {
            variant.launcher().domains(1).run(() -> {
                while (!server.isRegistered(name)) {
                    Miou.sleep(Duration.ofMillis(1));
                }
                MiouMXBean bean = JMX.newMXBeanProxy(server, name, MiouMXBean.class);
                assertThat(bean.getLiveTasks()).isEqualTo(1);
                assertThat(bean.getDomains()).extracting(DomainStatus::id).containsExactly(0, 1);
                assertThat(bean.dump(TaskTree.Format.TEXT, 10)).startsWith("main (#0) running");
                assertThat(bean.getLagBounds()).isEqualTo(NUMBERS.getLagBounds());
                assertThat(bean.getOpenDescriptors()).isPositive();
                assertThat(bean.getMaxDescriptors()).isGreaterThanOrEqualTo(bean.getOpenDescriptors());
            });
        }
        assertThat(server.isRegistered(name)).isFalse();
    }

    /** The watchdog registers the bean, and looks at the domains once in a quarter of its time. */
    @OnEveryEngine
    void beanOfARunWithALongWatchdog_isRegisteredSoonToo(Variant variant) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName(MiouMXBean.NAME);
        for (String limit : List.of("1h", "off")) {
            try (Property _ = Property.set("miou.watchdog", limit)) {
                variant.launcher().domains(1).run(() -> {
                    while (!server.isRegistered(name)) {
                        Miou.sleep(Duration.ofMillis(1));
                    }
                });
            }
        }
    }

    @OnEveryEngine
    void dumpOfAFew_saysThatThereAreMore(Variant variant) {
        variant.run(() -> {
            Orphans<Void> orphans = Miou.orphans();
            for (int i = 0; i < 20; i++) {
                Promise<Void> _ = orphans.async(() -> Miou.sleep(Duration.ofDays(1)));
            }
            assertThat(NUMBERS.dump(TaskTree.Format.TEXT, 5).lines()).hasSize(6).last()
                    .isEqualTo("... more than 5 tasks");
            Object run = Json.objects(Json.parse(NUMBERS.dump(TaskTree.Format.JSON, 5)), "runs").getFirst();
            assertThat(Json.objects(run, "tasks")).hasSize(5);
            assertThat(run.toString()).contains("cut=true");
            assertThat(NUMBERS.dump(TaskTree.Format.TEXT, 21)).doesNotContain("more than");
            assertThatIllegalArgumentException().isThrownBy(() -> NUMBERS.dump(TaskTree.Format.TEXT, 0))
                    .withMessage("a tree of 0 tasks; choose 1 or more");
            orphans.close();
        });
    }

    @OnEveryEngine
    void dumpToAFile_isWrittenOnce(Variant variant, @TempDir Path folder) {
        variant.run(() -> {
            Path file = folder.resolve(variant + ".txt");
            NUMBERS.dumpToFile(TaskTree.Format.TEXT, file.toString());
            assertThat(Files.readString(file)).startsWith("main (#0) running");
            assertThatThrownBy(() -> NUMBERS.dumpToFile(TaskTree.Format.TEXT, file.toString()))
                    .isInstanceOf(FileAlreadyExistsException.class);
        });
    }
}
