package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Rule 28: blocking runs its body on one of a bounded number of daemon threads. */
@Slow
class Rule28BlockingTest {

    private final Trail trail = new Trail();

    @OnEveryBackend
    void body_runsOnADaemonThreadAndTheDomainGoesOn(Variant variant) {
        variant.run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            Promise<String> child = Miou.async(() -> Miou.blocking(() -> {
                gate.await();
                assertThat(Thread.currentThread().isDaemon()).isTrue();
                assertThat(Thread.currentThread().isVirtual()).isFalse();
                return Thread.currentThread().getName();
            }));
            for (int i = 0; i < 10; i++) {
                Miou.yield();
            }
            trail.add("the domain goes on");
            gate.countDown();
            assertThat(child.await()).startsWith("miou-blocking");
            Miou.blocking(() -> trail.add("a body without a value"));
        });
        assertThat(trail.events()).containsExactly("the domain goes on", "a body without a value");
    }

    @OnEveryBackend
    void exceptionOfTheBody_isThrownAsItsOwnType(Variant variant) {
        IOException broken = new IOException("broken");
        variant.run(() -> {
            try {
                Miou.<String, IOException>blocking(() -> {
                    throw broken;
                });
            } catch (IOException e) {
                assertThat(e).isSameAs(broken);
                trail.add("caught");
            }
            assertThatThrownBy(() -> Miou.blocking(() -> {
                throw new StackOverflowError("an error");
            })).isInstanceOf(StackOverflowError.class).hasMessage("an error");
            assertThatThrownBy(() -> Miou.blocking(() -> {
                throw new InterruptedException("of its own");
            })).isInstanceOf(InterruptedException.class).hasMessage("of its own");
        });
        assertThat(trail.events()).containsExactly("caught");
    }

    @OnEveryBackend
    void noMoreBodiesRunAtOnceThanThereAreThreads(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "3")) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            variant.run(() -> {
                List<Promise<Integer>> children = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    children.add(Miou.async(() -> Miou.blocking(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.sleep(1);
                        synchronized (threads) {
                            threads.add(Thread.currentThread());
                        }
                        return running.decrementAndGet();
                    })));
                }
                Miou.all(children);
            });
            assertThat(most.get()).isBetween(1, 3);
            assertThat(threads.stream().distinct()).hasSizeBetween(1, 3);
        }
    }

    @OnEveryBackend
    void allThreadsAreUsed(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "3")) {
            variant.run(() -> {
                CyclicBarrier meeting = new CyclicBarrier(3);
                List<Promise<Integer>> children = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    // Three bodies must be in here at the same time for any to leave.
                    children.add(Miou.async(() -> Miou.blocking(() -> meeting.await())));
                }
                assertThat(Miou.all(children)).hasSize(30);
            });
        }
    }

    @OnEveryEngine
    void withoutTheProperty_threadsGrowTo1024(Variant variant) {
        variant.run(() -> {
            CyclicBarrier meeting = new CyclicBarrier(1_024);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Promise<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 2_048; i++) {
                children.add(Miou.async(() -> Miou.blocking(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    int place = meeting.await();
                    running.decrementAndGet();
                    return place;
                })));
            }
            Miou.all(children);
            assertThat(most).hasValue(1_024);
        });
    }

    @OnEveryBackend
    void bodiesThatWaitForEachOther_allFindAThread(Variant variant) {
        variant.run(() -> {
            Semaphore connections = new Semaphore(8);
            List<Promise<Void>> children = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                children.add(Miou.async(() -> {
                    Miou.blocking(() -> connections.acquire());
                    Miou.blocking(() -> Thread.onSpinWait());
                    Miou.blocking(() -> connections.release());
                }));
            }
            assertThat(Miou.all(children)).hasSize(200);
        });
    }

    @OnEveryBackend
    void bodiesThatFindNoThreadFree_waitInOrder(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                List<Promise<Void>> children = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String name = "body " + i;
                    children.add(Miou.async(() -> Miou.blocking(() -> trail.add(name))));
                }
                Miou.all(children);
            });
        }
        assertThat(trail.events()).isEqualTo(IntStream.range(0, 50).mapToObj(i -> "body " + i).toList());
    }

    @OnEveryBackend
    void allDomains_shareTheThreads(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            variant.launcher().domains(3).run(() -> Miou.everywhere(() -> {
                for (int i = 0; i < 20; i++) {
                    Miou.blocking(() -> {
                        if (running.incrementAndGet() > 1) {
                            overlaps.incrementAndGet();
                        }
                        Thread.yield();
                        running.decrementAndGet();
                    });
                }
            }));
            assertThat(overlaps).hasValue(0);
        }
    }

    @OnEveryBackend
    void cancelWhileTheBodyWaitsForAThread_meansItNeverRuns(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                CountDownLatch gate = new CountDownLatch(1);
                Promise<Void> first = Miou.async(() -> Miou.blocking(() -> {
                    gate.await();
                    trail.add("first");
                }));
                Promise<Void> second = Miou.async(() -> Miou.blocking(() -> trail.add("second")));
                Promise<Void> third = Miou.async(() -> Miou.blocking(() -> trail.add("third")));
                Miou.yield();
                second.cancel();
                trail.add("second was cancelled");
                assertThat(second.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
                gate.countDown();
                first.await();
                third.await();
            });
        }
        assertThat(trail.events()).containsExactly("second was cancelled", "first", "third");
    }

    @OnEveryBackend
    void cancelWhileTheBodyRuns_interruptsItAndWaits(Variant variant) {
        variant.run(() -> {
            CountDownLatch began = new CountDownLatch(1);
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.blocking(() -> {
                        began.countDown();
                        try {
                            Thread.sleep(Duration.ofDays(1));
                        } finally {
                            Thread.sleep(10);
                            trail.add("body ended");
                        }
                    });
                } catch (TaskCancelled e) {
                    assertThat(e.getSuppressed()).singleElement().isInstanceOf(InterruptedException.class);
                    trail.add("task cancelled");
                    throw e;
                }
            });
            Miou.blocking(() -> began.await());
            child.cancel();
            trail.add("cancel returned");
        });
        assertThat(trail.events()).containsExactly("body ended", "task cancelled", "cancel returned");
    }

    @OnEveryBackend
    void bodyThatReturnsThoughInterrupted_hasTakenEffect(Variant variant) {
        variant.run(() -> {
            CountDownLatch began = new CountDownLatch(1);
            Promise<String> child = Miou.async(() -> {
                String value = Miou.blocking(() -> {
                    began.countDown();
                    try {
                        Thread.sleep(Duration.ofDays(1));
                    } catch (InterruptedException e) {
                        return "finished all the same";
                    }
                    return "never";
                });
                trail.add(value);
                return value;
            });
            Miou.blocking(() -> began.await());
            child.cancel();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("finished all the same");
    }

    @OnEveryBackend
    void cancelledTask_doesNotBeginABody(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(() -> Miou.blocking(() -> trail.add("ran"))).isInstanceOf(TaskCancelled.class);
                    Miou.shield(() -> Miou.blocking(() -> trail.add("ran in a shield")));
                }
            });
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("ran in a shield");
    }

    @OnEveryBackend
    void bodyInAShield_isNotInterrupted(Variant variant) {
        variant.run(() -> {
            CountDownLatch began = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Promise<Void> child = Miou.async(() -> Miou.shield(() -> Miou.blocking(() -> {
                began.countDown();
                go.await();
                trail.add("ended undisturbed");
            })));
            Miou.blocking(() -> began.await());
            Promise<Void> opener = Miou.async(go::countDown);
            child.cancel();
            opener.await();
        });
        assertThat(trail.events()).containsExactly("ended undisturbed");
    }

    @OnEveryBackend
    void interrupt_neverReachesTheNextBody(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            AtomicInteger leaked = new AtomicInteger();
            variant.run(() -> {
                for (int round = 0; round < 1_000; round++) {
                    CountDownLatch began = new CountDownLatch(1);
                    Promise<Void> victim = Miou.async(() -> Miou.blocking(() -> {
                        began.countDown();
                        // Ends about when the interrupt comes.
                        Thread.onSpinWait();
                    }));
                    Promise<Void> next = Miou.async(() -> Miou.blocking(() -> {
                        if (Thread.currentThread().isInterrupted()) {
                            leaked.incrementAndGet();
                        }
                    }));
                    Miou.yield();
                    while (round % 2 == 0 && began.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    victim.cancel();
                    next.await();
                }
            });
            assertThat(leaked).hasValue(0);
        }
    }

    @OnEveryBackend
    void interruptFlagLeftByABody_isGoneForTheNext(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                Miou.blocking(() -> Thread.currentThread().interrupt());
                boolean flag = Miou.blocking(() -> Thread.currentThread().isInterrupted());
                assertThat(flag).isFalse();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
        }
    }

    @OnEveryBackend
    void cancelAtTheMomentTheBodyBegins_isNeverLost(Variant variant) {
        variant.run(() -> {
            for (int round = 0; round < 2_000; round++) {
                Promise<Void> child = Miou.async(() -> Miou.blocking(() -> {
                    Thread.sleep(Duration.ofSeconds(20));
                    trail.add("not interrupted");
                }));
                Miou.yield();
                for (int spins = round % 50; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                child.cancel();
                assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
                assertThat(trail.events()).as("round %d", round).isEmpty();
            }
        });
    }

    @OnEveryBackend
    void limit_endsABodyToo(Variant variant) {
        variant.run(() -> {
            Throwable thrown = catchThrowable(() -> Miou.timeout(Duration.ofMillis(5),
                    () -> Miou.blocking(() -> Thread.sleep(Duration.ofDays(1)))));
            assertThat(thrown).isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(Miou.<Integer, RuntimeException>blocking(() -> 1)).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void callerResumesOnItsOwnDomain(Variant variant) {
        variant.run(() -> Miou.everywhere(() -> {
            Domain own = Domain.self();
            for (int i = 0; i < 100; i++) {
                Miou.blocking(() -> Thread.onSpinWait());
                assertThat(Domain.self()).isEqualTo(own);
            }
        }));
    }

    @OnEveryBackend
    void badProperty_isAnIllegalArgument(Variant variant) {
        for (String bad : new String[]{"0", "-1", "many", "1.5"}) {
            try (Property _ = Property.set("miou.blocking", bad)) {
                assertThatThrownBy(() -> variant.run(() -> 1)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("miou.blocking").hasMessageContaining(bad);
            }
        }
    }
}
