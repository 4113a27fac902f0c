package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Domain;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.spi.BackendProvider;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.PollCounter;
import io.miou.testing.SimulatedClock;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Rule 15: the fibers of a domain run in order, one at a time; the operating system is polled often enough. */
class Rule15FirstInFirstOutTest {

    private static BackendProvider counting(Variant variant) {
        return PollCounter.around(provider(variant));
    }

    private static BackendProvider provider(Variant variant) {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get).filter(provider -> provider.name().equals(variant.backend()))
                .findFirst().orElseThrow();
    }

    @OnEveryBackend
    void startedFibers_startAndResumeInOrder(Variant variant) {
        Trail trail = new Trail();
        variant.run(() -> {
            List<Promise<Void>> children = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                children.add(Miou.async(() -> {
                    for (int turn = 1; turn <= 3; turn++) {
                        trail.add(name + turn);
                        Miou.yield();
                    }
                }));
            }
            Miou.all(children);
        });
        assertThat(trail.events()).containsExactly("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
    }

    @OnEveryBackend
    void startedByAnotherDomain_startInTheOrderOfTheCalls(Variant variant) {
        Trail trail = new Trail();
        variant.launcher().domains(1).run(() -> {
            List<Promise<Void>> children = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "called " + i;
                children.add(Miou.call(() -> trail.add(name)));
            }
            Miou.all(children);
        });
        assertThat(trail.events()).isEqualTo(IntStream.range(0, 200).mapToObj(i -> "called " + i).toList());
    }

    @OnEveryBackend
    void aChildRunsAfterThoseThatWereReadyBeforeIt(Variant variant) {
        Trail trail = new Trail();
        variant.run(() -> {
            Promise<Void> early = Miou.async(() -> {
                Promise<Void> late = Miou.async(() -> trail.add("started by early"));
                trail.add("early");
                late.await();
                trail.add("early again");
            });
            Promise<Void> second = Miou.async(() -> trail.add("second"));
            Miou.all(List.of(early, second));
        });
        assertThat(trail.events()).containsExactly("early", "second", "started by early", "early again");
    }

    @OnEveryBackend
    void fibersSignalledOnTheirDomain_resumeInTheOrderOfTheSignals(Variant variant) {
        Trail trail = new Trail();
        variant.run(() -> {
            List<Trigger> triggers = IntStream.range(0, 5).mapToObj(_ -> new Trigger()).toList();
            List<Promise<Void>> children = waiters(triggers, trail);
            Miou.yield();
            for (int which : new int[]{3, 1, 4, 0, 2}) {
                triggers.get(which).signal();
            }
            trail.add("signalled");
            Miou.all(children);
        });
        assertThat(trail.events()).containsExactly("signalled", "3", "1", "4", "0", "2");
    }

    @OnEveryBackend
    void fibersSignalledByAForeignThread_resumeInTheOrderOfTheSignals(Variant variant) {
        Trail trail = new Trail();
        variant.run(() -> {
            List<Trigger> triggers = IntStream.range(0, 500).mapToObj(_ -> new Trigger()).toList();
            List<Promise<Void>> children = waiters(triggers, trail);
            Miou.yield();
            Miou.blocking(() -> triggers.forEach(Trigger::signal));
            Miou.all(children);
        });
        assertThat(trail.events()).isEqualTo(IntStream.range(0, 500).mapToObj(Integer::toString).toList());
    }

    private static List<Promise<Void>> waiters(List<Trigger> triggers, Trail trail) {
        List<Promise<Void>> children = new ArrayList<>();
        for (int i = 0; i < triggers.size(); i++) {
            int number = i;
            children.add(Miou.async(() -> {
                triggers.get(number).await();
                trail.add(Integer.toString(number));
            }));
        }
        return children;
    }

    @OnEveryBackend
    void sleepers_resumeInTheOrderOfTheirDeadlines(Variant variant) {
        Trail trail = new Trail();
        variant.launcher().domains(0).backend(SimulatedClock.around(provider(variant))).run(() -> {
            List<Promise<Void>> children = new ArrayList<>();
            for (int days : new int[]{3, 1, 2, 1}) {
                children.add(Miou.async(() -> {
                    Miou.sleep(Duration.ofDays(days));
                    trail.add(days + " days");
                }));
            }
            Miou.all(children);
        });
        assertThat(trail.events()).containsExactly("1 days", "1 days", "2 days", "3 days");
    }

    @OnEveryBackend
    void fibersOfADomain_neverRunInParallel(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            AtomicInteger overlaps = new AtomicInteger();
            Miou.parallel(List.of(1, 2), _ -> {
                AtomicInteger inside = new AtomicInteger();
                List<Promise<Void>> children = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    children.add(Miou.async(() -> {
                        for (int turn = 0; turn < 50; turn++) {
                            if (inside.incrementAndGet() != 1) {
                                overlaps.incrementAndGet();
                            }
                            Thread.onSpinWait();
                            inside.decrementAndGet();
                            Miou.yield();
                        }
                    }));
                }
                return Miou.all(children);
            }).forEach(outcome -> assertThat(outcome.get()).hasSize(20));
            assertThat(overlaps).hasValue(0);
        });
    }

    @OnEveryBackend
    void fibersOfDifferentDomains_doRunInParallel(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            CountDownLatch both = new CountDownLatch(2);
            Miou.parallel(List.of(1, 2), _ -> {
                both.countDown();
                while (both.getCount() > 0) {
                    // Without giving way: only another thread can end this.
                    Thread.onSpinWait();
                }
                return Domain.self().id();
            });
        });
    }

    @OnEveryBackend
    void fibersThatOnlyYield_doNotKeepTheSystemFromBeingPolled(Variant variant) {
        for (int interval : new int[]{1, 2, 7, 64}) {
            int fibers = 3;
            int turns = 400;
            PollCounter counter = variant.launcher().backend(counting(variant)).eventInterval(interval).run(() -> {
                List<Promise<Void>> children = new ArrayList<>();
                for (int i = 0; i < fibers; i++) {
                    children.add(Miou.async(() -> yieldOften(turns)));
                }
                Miou.all(children);
                return PollCounter.current();
            });
            assertThat(counter.resumptions()).isEqualTo(fibers * (turns + 1));
            assertThat(counter.mostBetweenPolls()).as("interval %d", interval).isLessThanOrEqualTo(interval);
            assertThat(counter.polls()).isGreaterThanOrEqualTo(fibers * turns / interval);
        }
    }

    @OnEveryBackend
    void fiberThatYieldsAlone_doesNotKeepTheSystemFromBeingPolled(Variant variant) {
        for (int interval : new int[]{1, 2, 7, 64}) {
            PollCounter counter = variant.launcher().backend(counting(variant)).eventInterval(interval).run(() -> {
                yieldOften(1_000);
                return PollCounter.current();
            });
            assertThat(counter.mostBetweenPolls()).as("interval %d", interval).isLessThanOrEqualTo(interval);
        }
    }

    @OnEveryBackend
    void crowdOfFibers_intervalNotChosen_isPolledOnceATurnIfThePollerIsLevelTriggered(Variant variant) {
        // The time stands still, so that only the number of fibers counts.
        Launcher launcher = variant.launcher().domains(0)
                .backend(PollCounter.around(SimulatedClock.around(provider(variant))));
        boolean isLevelTriggered = variant.backend().equals("nio");
        assertThat(mostBetweenPollsOf(300, launcher)).isBetween(isLevelTriggered ? 257 : 1,
                isLevelTriggered ? 320 : 64);
        assertThat(mostBetweenPollsOf(3_000, launcher)).isBetween(isLevelTriggered ? 257 : 1,
                isLevelTriggered ? 1_024 : 64);
        assertThat(mostBetweenPollsOf(300, launcher.eventInterval(64))).isLessThanOrEqualTo(64);
    }

    private static int mostBetweenPollsOf(int fibers, Launcher launcher) {
        return launcher.run(() -> {
            List<Promise<Void>> children = new ArrayList<>();
            for (int i = 0; i < fibers; i++) {
                children.add(Miou.async(() -> yieldOften(10)));
            }
            Miou.all(children);
            return PollCounter.current().mostBetweenPolls();
        });
    }

    private static void yieldOften(int turns) {
        PollCounter.resumed();
        for (int i = 0; i < turns; i++) {
            Miou.yield();
            PollCounter.resumed();
        }
    }

    @OnEveryBackend
    void fibersThatSignalEachOther_doNotKeepTheSystemFromBeingPolled(Variant variant) {
        PollCounter counter = variant.launcher().backend(counting(variant)).eventInterval(10).run(() -> {
            int turns = 500;
            List<Trigger> there = IntStream.range(0, turns).mapToObj(_ -> new Trigger()).toList();
            List<Trigger> back = IntStream.range(0, turns).mapToObj(_ -> new Trigger()).toList();
            Promise<Void> other = Miou.async(() -> {
                for (int i = 0; i < turns; i++) {
                    there.get(i).await();
                    PollCounter.resumed();
                    back.get(i).signal();
                }
            });
            for (int i = 0; i < turns; i++) {
                there.get(i).signal();
                back.get(i).await();
                PollCounter.resumed();
            }
            other.await();
            return PollCounter.current();
        });
        assertThat(counter.resumptions()).isEqualTo(1_000);
        assertThat(counter.mostBetweenPolls()).isLessThanOrEqualTo(10);
    }

    @OnEveryBackend
    void messagesFromOutside_doNotKeepTheSystemFromBeingPolled(Variant variant) {
        PollCounter counter = variant.launcher().backend(counting(variant)).eventInterval(5).run(() -> {
            List<Trigger> triggers = IntStream.range(0, 2_000).mapToObj(_ -> new Trigger()).toList();
            var signaller = Foreign.start(() -> {
                triggers.forEach(Trigger::signal);
                return true;
            });
            for (Trigger trigger : triggers) {
                if (!trigger.isSignalled()) {
                    trigger.await();
                    PollCounter.resumed();
                } else {
                    Miou.yield();
                    PollCounter.resumed();
                }
            }
            assertThat(signaller.get()).isTrue();
            return PollCounter.current();
        });
        assertThat(counter.mostBetweenPolls()).isLessThanOrEqualTo(5);
    }

    @OnEveryBackend
    void timersAreServedBesideFibersThatOnlyYield(Variant variant) {
        Trail trail = new Trail();
        variant.run(() -> {
            Promise<Void> busy = Miou.async(() -> {
                while (trail.count("slept") == 0) {
                    Miou.yield();
                }
                trail.add("busy saw it");
            });
            Miou.sleep(Duration.ofMillis(5));
            trail.add("slept");
            busy.await();
        });
        assertThat(trail.events()).containsExactly("slept", "busy saw it");
    }
}
