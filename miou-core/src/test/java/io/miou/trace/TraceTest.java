package io.miou.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.Resource;
import io.miou.StillHasChildrenError;
import io.miou.Trace;
import io.miou.TraceEvent;
import io.miou.TraceEvent.Reason;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

/** The events of tasks and domains, as a consumer of {@link Trace} gets them. */
class TraceTest {

    @OnEveryBackend
    void childThatIsAwaited_hasTheEventsOfItsLife(Variant variant) {
        Traced traced = Traced.run(variant, () -> Miou.task().named("child").call(() -> {
            Miou.sleep(Duration.ofMillis(1));
            return 1;
        }).await());

        assertThat(traced.story("child")).containsExactly("Spawned", "Started", "Suspended", "Woken", "Resumed",
                "Ended", "Awaited");
        TraceEvent.Spawned spawned = traced.of(TraceEvent.Spawned.class, "child").getFirst();
        assertThat(Objects.requireNonNull(spawned.parent()).name()).isEqualTo("main");
        assertThat(spawned.task().domain()).isEqualTo(1);
        TraceEvent.Suspended suspended = traced.of(TraceEvent.Suspended.class, "child").getFirst();
        assertThat(suspended.reason()).isEqualTo(Reason.WAIT);
        assertThat(suspended.on()).contains("a sleep");
        assertThat(traced.of(TraceEvent.Woken.class, "child").getFirst().by()).isNull();
        assertThat(traced.of(TraceEvent.Woken.class, "child").getFirst().domain()).isEqualTo(1);
        assertThat(traced.of(TraceEvent.Ended.class, "child").getFirst().outcome()).isEqualTo(State.SUCCEEDED);
        assertThat(traced.of(TraceEvent.Spawned.class, "main").getFirst().parent()).isNull();
        assertThat(traced.of(TraceEvent.Ended.class, "main")).hasSize(1);
    }

    @OnEveryBackend
    void timesOfATask_doNotDecrease(Variant variant) {
        Traced traced = Traced.run(variant, () -> {
            for (int i = 0; i < 10; i++) {
                Miou.task().named("child").async(() -> Miou.yield()).await();
            }
        });

        for (String task : List.of("main", "child")) {
            assertThat(traced.of(TraceEvent.OfTask.class, task)).isNotEmpty().extracting(TraceEvent::time).isSorted();
        }
    }

    @OnEveryBackend
    void fiberThatYields_isSuspendedForATurn(Variant variant) {
        Traced traced = Traced.run(variant, () -> {
            Promise<Void> other = Miou.task().named("other").async(() -> Miou.yield());
            Miou.yield();
            other.await();
        });

        assertThat(traced.of(TraceEvent.Suspended.class, "other")).extracting(TraceEvent.Suspended::reason)
                .containsExactly(Reason.YIELD);
        assertThat(traced.of(TraceEvent.Resumed.class, "other")).extracting(TraceEvent.Resumed::reason)
                .containsExactly(Reason.YIELD);
    }

    @OnEveryBackend
    void fiberThatWaitsInTheJdk_leavesItsDomainWithThatReason(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        Traced traced = Traced.run(variant, () -> {
            CountDownLatch latch = new CountDownLatch(1);
            Promise<Void> waiter = Miou.task().named("waiter").async(() -> latch.await());
            Miou.yield();
            latch.countDown();
            waiter.await();
        });

        assertThat(traced.story("waiter")).containsExactly("Spawned", "Started", "Suspended", "Resumed", "Ended",
                "Awaited");
        assertThat(traced.of(TraceEvent.Suspended.class, "waiter").getFirst().reason()).isEqualTo(Reason.JDK);
    }

    @OnEveryBackend
    void waitThatAnotherTaskEnds_namesThatTask(Variant variant) {
        Traced traced = Traced.run(variant, () -> {
            Trigger trigger = new Trigger();
            Promise<Void> waiter = Miou.task().named("waiter").async(() -> trigger.await());
            Miou.yield();
            Promise<Void> signaller = Miou.task().named("signaller").call(() -> {
                boolean _ = trigger.signal();
            });
            Miou.awaitAll(waiter, signaller);
        });

        TraceEvent.Woken woken = traced.of(TraceEvent.Woken.class, "waiter").getFirst();
        assertThat(Objects.requireNonNull(woken.by()).name()).isEqualTo("signaller");
        assertThat(woken.domain()).isEqualTo(1);
    }

    @OnEveryBackend
    void cancelledChild_isResumedByItsCancellation(Variant variant) {
        Traced traced = Traced.run(variant, () -> {
            Promise<Void> child = Miou.task().named("child").async(() -> Miou.sleep(Duration.ofDays(1)));
            Miou.yield();
            child.cancel();
        });

        assertThat(traced.story("child")).containsExactly("Spawned", "Started", "Suspended", "Cancelled", "Woken",
                "Resumed", "Ended");
        assertThat(traced.of(TraceEvent.Resumed.class, "child").getFirst().cancelled()).isTrue();
        assertThat(traced.of(TraceEvent.Ended.class, "child").getFirst().outcome()).isEqualTo(State.CANCELLED);
    }

    @OnEveryBackend
    void failedChild_endsWithItsException(Variant variant) {
        IllegalStateException broken = new IllegalStateException("broken");
        Traced traced = Traced.run(variant, () -> Miou.task().named("child").async(() -> {
            throw broken;
        }).awaitOutcome());

        TraceEvent.Ended ended = traced.of(TraceEvent.Ended.class, "child").getFirst();
        assertThat(ended.outcome()).isEqualTo(State.FAILED);
        assertThat(ended.failure()).isSameAs(broken);
    }

    @OnEveryBackend
    void resource_isFollowedFromOwnerToOwner(Variant variant) {
        Traced traced = Traced.run(variant, () -> {
            Owned<String> key = Resource.own("key", _ -> {
            });
            Owned<String> lent = Resource.own("lent", _ -> {
            });
            Miou.task().named("borrower").lend(lent).async(() -> lent.get()).await();
            Miou.task().named("child").give(key).async(() -> key.transfer()).await();
            key.disown();
            key.adopt().close();
            lent.close();
        });

        assertThat(traced.story("child")).containsExactly("Spawned", "Attached", "Started", "Ended", "Awaited",
                "Detached");
        List<String> ofKey = traced.all(TraceEvent.OfTask.class).map(event -> switch (event) {
            case TraceEvent.Attached(var _, var task, var resource) when resource.contains("key") -> "+" + task.name();
            case TraceEvent.Detached(var _, var task, var resource) when resource.contains("key") -> "-" + task.name();
            case TraceEvent.Released(var _, var task, var resource) when resource.contains("key") -> "x" + task.name();
            default -> "";
        }).filter(text -> !text.isEmpty()).toList();
        assertThat(ofKey).containsExactly("+main", "-main", "+child", "-child", "+main", "-main", "+main", "xmain");
        TraceEvent.Lent loan = traced.of(TraceEvent.Lent.class, "main").getFirst();
        assertThat(loan.borrower().name()).isEqualTo("borrower");
        assertThat(loan.resource()).contains("lent");
    }

    @OnEveryBackend
    void brokenRules_areReported(Variant variant) {
        Traced traced = Traced.run(variant, () -> {
            Promise<Integer> mine = Miou.async(() -> 1);
            Miou.task().named("stranger").async(() -> catchThrowable(mine::await)).await();
            mine.await();
        });

        assertThat(traced.of(TraceEvent.Violated.class, "stranger").getFirst().violation())
                .isInstanceOf(NotAChildError.class);
    }

    @OnEveryBackend
    void forgottenChild_isReported(Variant variant) {
        List<TraceEvent> events = new ArrayList<>();
        try (Trace _ = Trace.to(events::add)) {
            Throwable thrown = catchThrowable(() -> variant.run(() -> {
                Promise<Integer> _ = Miou.async(() -> 1);
            }));
            assertThat(thrown).isInstanceOf(StillHasChildrenError.class);
        }

        assertThat(new Traced(events).of(TraceEvent.Violated.class, "main")).singleElement()
                .extracting(TraceEvent.Violated::violation).isInstanceOf(StillHasChildrenError.class);
    }

    @OnEveryBackend
    void domains_reportTheirPolls(Variant variant) {
        Queue<TraceEvent.Polled> sleeps = new ConcurrentLinkedQueue<>();
        try (Trace _ = Trace.to(event -> {
            if (event instanceof TraceEvent.Polled poll && poll.asleep() && poll.timers() == 1) {
                sleeps.add(poll);
            }
        })) {
            variant.launcher().domains(0).run(() -> {
                // On a machine under load, a timer may expire before its domain sleeps.
                while (sleeps.isEmpty()) {
                    Miou.sleep(Duration.ofMillis(20));
                }
            });
        }

        TraceEvent.Polled sleep = sleeps.element();
        assertThat(sleep.domain()).isZero();
        assertThat(sleep.tasks()).isEqualTo(1);
        assertThat(sleep.nanos()).isPositive();
    }

    @OnEveryBackend
    void consumerThatThrows_isWarnedOfOnceAndGetsNoMore(Variant variant) {
        AtomicInteger calls = new AtomicInteger();
        try (LogRecorder log = new LogRecorder(); Traces all = new Traces()) {
            try (Trace _ = Trace.to(_ -> {
                calls.incrementAndGet();
                throw new AssertionError("broken consumer");
            })) {
                assertThat(variant.<Integer>run(() -> Miou.async(() -> 1).await() + 1)).isEqualTo(2);
            }
            assertThat(log.messages(Level.WARNING)).filteredOn(line -> line.contains("a consumer of trace events"))
                    .hasSize(1);
            assertThat(all.closed().of(TraceEvent.Ended.class, "main")).hasSize(1);
        }
        assertThat(calls).hasValue(1);
    }

    /** A consumer beside the one that is tested. */
    private static final class Traces implements AutoCloseable {

        private final List<TraceEvent> events = new ArrayList<>();
        private final Trace trace = Trace.to(events::add);

        Traced closed() {
            close();
            return new Traced(events);
        }

        @Override
        public void close() {
            trace.close();
        }
    }

    @OnEveryBackend
    void traceThatIsClosedByItsConsumer_endsThere(Variant variant) {
        AtomicInteger calls = new AtomicInteger();
        Trace[] trace = new Trace[1];
        trace[0] = Trace.to(_ -> {
            if (calls.incrementAndGet() == 2) {
                trace[0].close();
                trace[0].close();
            }
        });
        variant.run(() -> Miou.async(() -> 1).await());
        trace[0].close();

        assertThat(calls.get()).isGreaterThanOrEqualTo(2);
        int before = calls.get();
        variant.run(() -> Miou.async(() -> 1).await());
        assertThat(calls).hasValue(before);
    }

    @OnEveryBackend
    void traceThatBeginsInARun_hasTheEventsFromThenOn(Variant variant) {
        List<TraceEvent> events = new ArrayList<>();
        variant.run(() -> {
            Miou.task().named("before").async(() -> 1).await();
            try (Trace _ = Trace.to(events::add)) {
                Miou.task().named("during").async(() -> 1).await();
            }
            Miou.task().named("after").async(() -> 1).await();
        });

        Traced traced = new Traced(events);
        assertThat(traced.story("before")).isEmpty();
        assertThat(traced.story("during")).contains("Spawned", "Ended", "Awaited");
        assertThat(traced.story("after")).isEmpty();
    }
}
